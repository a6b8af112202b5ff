// A photo-like JPEG drawn by the browser, for tests that must not depend on files from outside.
import { startBrowser } from "./chromium.mjs";

/** A 640 x 480 JPEG: sky, road, a car with a plate. */
export async function drawPhoto() {
  const browser = await startBrowser();
  try {
    const page = await browser.open("about:blank");
    const base64 = await page.evaluate(() => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [640, 480];
      const c = canvas.getContext("2d");
      const sky = c.createLinearGradient(0, 0, 0, 480);
      sky.addColorStop(0, "#9db9cf");
      sky.addColorStop(0.5, "#e3e2d6");
      sky.addColorStop(0.51, "#5d6266");
      sky.addColorStop(1, "#3c4043");
      c.fillStyle = sky;
      c.fillRect(0, 0, 640, 480);
      c.fillStyle = "#7a1f24";
      c.beginPath();
      c.roundRect(150, 220, 330, 170, 40);
      c.roundRect(205, 140, 220, 130, 50);
      c.fill();
      c.fillStyle = "#222";
      for (const x of [215, 415]) {
        c.beginPath();
        c.arc(x, 385, 34, 0, 7);
        c.fill();
      }
      c.fillStyle = "#fff";
      c.fillRect(262, 326, 118, 36);
      c.fillStyle = "#111";
      c.font = "bold 26px sans-serif";
      c.fillText("ILK-482", 268, 354);
      return canvas.toDataURL("image/jpeg", 0.9).split(",")[1];
    });
    return Buffer.from(base64, "base64");
  } finally {
    await browser.stop();
  }
}
