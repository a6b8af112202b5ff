// A headless Chromium with an empty profile and, on request, a camera whose picture is a given photo.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const kArguments = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/**
 * Starts the browser. `photo` is a JPEG that its camera then shows; without one the browser has no
 * camera at all. The result's `open` gives a page of the given size that notes what goes wrong in it:
 * `page.mishaps` are uncaught errors, `page.strangers` requests to hosts other than 127.0.0.1.
 */
export async function startBrowser({ photo } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "umec-browser-"));
  const camera = [];
  if (photo) {
    const film = join(folder, "camera.mjpeg");
    const picture = readFileSync(photo);
    writeFileSync(film, Buffer.concat([picture, picture, picture, picture]));
    camera.push("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", `--use-file-for-fake-video-capture=${film}`);
  }
  const context = await chromium.launchPersistentContext(join(folder, "profile"), {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    args: [...kArguments, ...camera],
    viewport: { width: 1280, height: 800 },
  });
  context.setDefaultTimeout(15_000);
  return {
    async open(address, { width = 1280, height = 800, scheme = "light" } = {}) {
      const page = await context.newPage();
      page.mishaps = [];
      page.strangers = [];
      page.on("pageerror", (error) => page.mishaps.push(error.stack ?? error.message));
      page.on("request", (request) => {
        const url = new URL(request.url());
        if (url.protocol.startsWith("http") && url.hostname !== "127.0.0.1") page.strangers.push(request.url());
      });
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width, height });
      await page.goto(address);
      return page;
    },
    async stop() {
      await context.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Waits until `check` gives something truthy, and gives it; otherwise fails with `what` was awaited. */
export async function until(what, check, seconds = 20) {
  const end = Date.now() + seconds * 1000;
  let last;
  for (;;) {
    try {
      const value = await check();
      if (value) return value;
      last = value;
    } catch (error) {
      last = error.message;
    }
    if (Date.now() > end) throw new Error(`waited ${seconds} s for ${what}; last: ${JSON.stringify(last)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Where the boxes over the picture in `frame` lie, in parts of the picture: [{label, x, y, width, height}]. */
export function boxesIn(frame) {
  return frame.evaluate((element) => {
    const whole = element.getBoundingClientRect();
    return [...element.querySelectorAll(".box")].map((box) => {
      const { left, top, width, height } = box.getBoundingClientRect();
      return {
        label: box.textContent.trim(),
        x: (left - whole.left) / whole.width,
        y: (top - whole.top) / whole.height,
        width: width / whole.width,
        height: height / whole.height,
      };
    });
  });
}

/** The value of `--name` on the command line. */
export function argument(name) {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : (process.argv[at + 1] ?? "");
}
