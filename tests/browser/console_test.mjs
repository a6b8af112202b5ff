// A visitor of the city: the real node, the miniature city, a real browser, everything clicked through.
//
//   node console_test.mjs --programs <build>/bin --examples <examples/> [--photos ../../shared/data/plates/eu] [--screenshot FILE.png]
//
// Without the photos, or where they are not there, the browser's camera looks at a picture of the city.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { argument, boxesIn, startBrowser, until } from "./chromium.mjs";
import { startNode } from "./real_node.mjs";

// A photo with one plate, whose sides are even numbers as a camera's are.
const kPhoto = "test_012";
const photos = argument("photos");
const screenshot = argument("screenshot");
const folder = mkdtempSync(join(tmpdir(), "umec-console-test-"));
let node, browser, page, expected;

before(async () => {
  // The picture for the README is of a summer day: more colours.
  node = await startNode(argument("programs"), screenshot ? ["--start-time", "2026-07-10T10:00:00Z"] : []);
  let photo = photos && join(photos, `${kPhoto}.jpg`);
  if (photo && existsSync(photo)) {
    const [, x, y, width, height, plate] = readFileSync(join(photos, `${kPhoto}.txt`), "utf8").trim().split(/\s+/);
    expected = { plate, x: +x, y: +y, width: +width, height: +height };
  } else {
    photo = join(folder, "street.jpg");
    writeFileSync(photo, Buffer.from(await (await fetch(`${node.city}/cameras/market-street.jpg`)).arrayBuffer()));
  }
  browser = await startBrowser({ photo });
});

after(async () => {
  await browser?.stop();
  await node?.stop();
  rmSync(folder, { recursive: true });
});

afterEach(async (context) => {
  if (!page) return;
  const { mishaps, strangers } = page;
  await page.screenshot({ path: join(tmpdir(), "umec-console-last.png") }).catch(() => {});
  await page.close();
  page = undefined;
  assert.deepEqual(mishaps, [], `errors in the page during: ${context.name}`);
  assert.deepEqual(strangers, [], "requests to strangers");
});

const truth = async (what) => (await fetch(`${node.city}/truth/${what}`)).json();

async function open(hash, options) {
  page = await browser.open(`${node.address}/${hash}`, options);
  return page;
}

const go = (name) => page.getByRole("navigation").getByRole("link", { name, exact: true }).click();

test("the map shows every pole with the temperature that the city has there", async () => {
  await open("#/");
  const { poles } = await truth("city");
  await until("all poles", async () => (await page.locator(".pole:not(.silent)").count()) === poles.length, 40);
  for (const sensor of (await truth("sensors")).filter((s) => /^Pole \d+$/.test(s.name)).slice(0, 3)) {
    // A pole shows its own sensor; what hangs there besides is in its details.
    const sign = page.getByRole("button", { name: new RegExp(`^${sensor.name}, `) });
    const shown = Number((await sign.getAttribute("aria-label")).replace("−", "-").match(/, (-?[\d.]+) °C/)[1]);
    const { min, max } = sensor.values.temperature;
    assert.ok(shown >= min - 0.3 && shown <= max + 0.3, `${sensor.name}: ${shown}, in truth ${min} to ${max}`);
  }
  await until("all cameras", async () => (await page.locator(".eye-streaming").count()) === 3, 40);
  await page.getByText("Live", { exact: true }).waitFor();
});

test("a pole opens with its values and its last hour", async () => {
  await open("#/");
  await page.getByRole("button", { name: /^Pole 4, / }).click();
  const panel = page.getByLabel("Details");
  await panel.getByText("Carbon dioxide").waitFor();
  await panel.locator("canvas").waitFor();
  await panel.getByRole("link", { name: "All values and charts" }).click();
  await page.getByRole("heading", { name: "Pole 4", level: 1 }).waitFor();
});

test("sensors show live values; the chart of a quantity grows from the node's history", async () => {
  await open("#/");
  await go("Sensors");
  await until("fourteen sensors", async () => (await page.locator("tbody tr").count()) === 14, 40);
  await page.getByRole("link", { name: "Pole 1", exact: true }).click();
  await page.locator(".tile", { hasText: /^Humidity/ }).click();
  await page.getByRole("heading", { name: /^Humidity/ }).waitFor();
  for (const range of ["1 h", "24 h", "15 min"]) {
    await page.getByRole("button", { name: range }).click();
    await page.locator("figure.chart canvas").waitFor();
    await page.getByText(/lowest \d+\.\d\s+%, highest/).waitFor();
  }
  const number = page.locator(".tile", { hasText: "Message number" }).locator(".tile-value");
  const before = await number.textContent();
  await until("the next message", async () => (await number.textContent()) !== before);
});

test("cameras stream, and plates that the city knows are read", async () => {
  await open("#/");
  await go("Cameras");
  await until("three cameras", async () => (await page.locator(".camera-card .chip-live").count()) === 3, 40);
  await until("a picture of each", async () => (await page.locator(".camera-card img.picture").count()) === 3);
  const read = await until("a plate of the city", async () => {
    const known = new Set((await truth("plates")).map((p) => p.text));
    const texts = await page.locator(".plates .plate").allTextContents();
    return texts.find((text) => known.has(text.replace(/[^A-Z0-9]/g, "")));
  }, 120);
  assert.ok(read);
});

test("what the node sees is drawn over the picture it saw, and the live stream moves", async () => {
  await open("#/cameras");
  await page.locator(".camera-card h2 a", { hasText: "Market street" }).click();
  const box = await until("a box", async () => (await boxesIn(page.locator(".frame")))[0], 60);
  assert.ok(box.x > -0.05 && box.y > -0.05 && box.x + box.width < 1.05 && box.y + box.height < 1.05, JSON.stringify(box));
  await page.getByRole("button", { name: "Live stream" }).click();
  const image = page.locator('img.picture[src*="/stream"]:not([hidden])');
  await image.waitFor();
  const first = await image.screenshot();
  await until("another picture", async () => !(await image.screenshot()).equals(first));
});

test("services of the registry lead to their API documents", async () => {
  await open("#/");
  await go("Services");
  const temperature = page.locator("article", { has: page.getByRole("heading", { name: "temperature", exact: true }) });
  await temperature.getByText("Active").waitFor();
  await temperature.getByText("REST_HTTP").waitFor();
  const endpoint = await temperature.locator(".endpoint a").first().getAttribute("href");
  assert.ok(endpoint.startsWith(node.address), endpoint);
  const documents = page.getByRole("link", { name: "API documents" });
  assert.equal((await fetch(new URL(await documents.getAttribute("href"), node.address))).status, 200);
});

test("a picture of the browser's camera is classified", async () => {
  await open("#/");
  await go("Classify");
  await page.getByRole("button", { name: "Use the camera" }).click();
  await page.getByRole("button", { name: "Take the picture" }).click();
  const frame = page.locator(".classified .frame");
  await page.getByText(/objects \d+\s+ms · plates \d+\s+ms/).waitFor({ timeout: 90_000 });
  assert.equal(await page.locator(".state-failed").count(), 0);
  const boxes = await boxesIn(frame);
  if (!expected) return assert.ok(boxes.length > 0, "something is in a street of the city");
  assert.ok(boxes.some((b) => /^(Car|Vehicle|Land vehicle|Truck|Van)/i.test(b.label)), JSON.stringify(boxes));
  const plate = boxes.find((b) => b.label.startsWith(expected.plate));
  assert.ok(plate, `${expected.plate} in ${JSON.stringify(boxes)}`);
  // The fake camera fits the photo into its own format, so only shape and place are compared, roughly.
  assert.ok(plate.width > plate.height && plate.y > 0.4, JSON.stringify(plate));
});

test("the node tells how it is, and a web app put on it discovers its service", async () => {
  node.umec("app", "web", "temperature", join(argument("examples"), "temperature-web"));
  await open("#/");
  await go("Node");
  await page.getByText("Uptime").waitFor();
  await page.getByText(/^\d+(\.\d)?\s+MB$/).waitFor();
  await page.getByRole("link", { name: /^temperature/ }).click();
  await page.getByText(/found through MEC 011 at.*Live\./).waitFor();
  assert.ok((await page.locator("li").count()) >= 12);
  const values = async () => (await page.locator(".value").allTextContents()).join();
  const before = await values();
  assert.match(before, /^[−\d.]+ °C/);
  await until("other temperatures", async () => (await values()) !== before);
});

if (screenshot) test("the picture for the README", async () => {
  await open("#/", { width: 1440, height: 900 });
  await until("all poles", async () => (await page.locator(".pole:not(.silent)").count()) === 12);
  await page.getByRole("button", { name: /^Camera Market street/ }).click();
  await page.locator(".panel img.picture").waitFor();
  const frame = page.locator(".panel .frame");
  await until("plates in the list", async () => (await page.locator(".panel .plates li").count()) > 1, 120);
  await until("a plate with its box, and one on the map", async () =>
    (await page.locator(".seen-plate").count()) > 0 && (await boxesIn(frame)).some((b) => /^[A-Z0-9]{5,}\b/.test(b.label)), 120);
  await page.screenshot({ path: screenshot });
});
