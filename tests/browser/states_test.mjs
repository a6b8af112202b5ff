// The console in every state a node can bring it into, against the fake node (see fake_node.mjs):
// lists that are empty, requests that fail, streams that break, a node that goes away.
//
//   node states_test.mjs --site <folder with the built console> --examples <examples/>
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { argument, boxesIn, startBrowser, until } from "./chromium.mjs";
import { startFakeNode } from "./fake_node.mjs";
import { drawPhoto } from "./photo.mjs";

const site = argument("site");
const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const folder = mkdtempSync(join(tmpdir(), "umec-states-"));
const photo = join(folder, "photo.jpg");
let node, browser, page;

before(async () => {
  writeFileSync(photo, await drawPhoto());
  node = await startFakeNode({ site, picture: photo, apps: { temperature: join(argument("examples"), "temperature-web") } });
  browser = await startBrowser({ photo });
});

after(async () => {
  await browser?.stop();
  await node?.stop();
  rmSync(folder, { recursive: true });
});

afterEach(async () => {
  node.faults.empty = false;
  node.faults.roles = undefined;
  node.faults.failing.clear();
  if (!page) return;
  const { mishaps, strangers } = page;
  await page.close();
  page = undefined;
  assert.deepEqual(mishaps, [], "errors in the page");
  assert.deepEqual(strangers, [], "requests to strangers");
});

async function open(hash, options) {
  page = await browser.open(`${node.address}/${hash}`, options);
  return page;
}

const problem = (status, detail) => ({ type: "about:blank", title: "Out of order", status, detail });

test("the map shows poles with values that move, and cameras with plates", async () => {
  await open("#/");
  await page.getByRole("button", { name: /^Pole 1, / }).waitFor();
  assert.equal(await page.locator(".pole").count(), 12);
  assert.equal(await page.locator(".pole.silent").count(), 1, "Pole 9 has been silent for minutes");
  assert.equal(await page.locator(".eye").count(), 3);
  const values = () => page.locator(".pole .value").allTextContents();
  const before = await values();
  await until("other temperatures", async () => (await values()).join() !== before.join());
  await page.locator(".seen-plate").first().waitFor();
  await page.getByText("Live", { exact: true }).waitFor();
});

test("a pole opens by mouse and by keyboard, and closes by Escape", async () => {
  await open("#/");
  const pole = page.getByRole("button", { name: /^Pole 4, / });
  await pole.click();
  const panel = page.getByLabel("Details");
  await panel.getByRole("heading", { name: "Pole 4" }).waitFor();
  await panel.getByText("Carbon dioxide").waitFor();
  await panel.locator("canvas").waitFor();
  await page.keyboard.press("Escape");
  await panel.waitFor({ state: "detached" });
  await pole.focus();
  await page.keyboard.press("Enter");
  await panel.getByRole("link", { name: "All values and charts" }).click();
  await page.getByRole("heading", { name: "Pole 4", level: 1 }).waitFor();
});

test("the map is zoomed by wheel and button and moved by dragging, which chooses nothing", async () => {
  await open("#/");
  const pole = page.getByRole("button", { name: /^Pole 6, / });
  const place = async () => { const { x, y, width, height } = await pole.boundingBox(); return { x: x + width / 2, y: y + height / 2 }; };
  const before = await place();
  await page.mouse.move(before.x, before.y);
  await page.mouse.wheel(0, -600);
  const scale = () => page.locator(".scale text").textContent();
  const metres = await scale();
  await page.getByRole("button", { name: "Closer" }).click();
  await until("another scale", async () => (await scale()) !== metres);
  const zoomed = await place();
  await page.mouse.move(700, 700);
  await page.mouse.down();
  await page.mouse.move(760, 660, { steps: 4 });
  await page.mouse.up();
  const moved = await place();
  assert.ok(Math.abs(moved.x - zoomed.x - 60) < 8 && Math.abs(moved.y - zoomed.y + 40) < 8, JSON.stringify([zoomed, moved]));
  assert.equal(await page.locator(".panel").count(), 0);
  await page.getByRole("button", { name: "Farther" }).click({ clickCount: 1 });
  for (let i = 0; i < 8 && (await page.getByRole("button", { name: "Farther" }).isEnabled()); i++) await page.getByRole("button", { name: "Farther" }).click();
  const back = await place();
  assert.ok(Math.hypot(back.x - before.x, back.y - before.y) < 3, JSON.stringify([before, back]));
});

test("a camera on the map shows its picture with boxes where the node saw them", async () => {
  await open("#/");
  await page.getByRole("button", { name: /^Camera Market street/ }).click();
  const frame = page.locator(".panel .frame");
  await frame.locator("img.picture").waitFor();
  const plate = await until("the box of a plate", async () => (await boxesIn(frame)).find((b) => /^\w+-\d+/.test(b.label)));
  assert.ok(Math.abs(plate.x - 270 / 640) < 0.02 && Math.abs(plate.y - 330 / 480) < 0.02, JSON.stringify(plate));
});

test("a sensor's quantities are chosen and its chart spans the chosen time", async () => {
  await open("#/sensors");
  await page.getByRole("link", { name: "Pole 7" }).click();
  await page.locator("figure.chart canvas").waitFor();
  await page.getByText("hPa", { exact: true }).first().waitFor();
  await page.getByText("PM2.5").click();
  await page.getByRole("heading", { name: /Particles PM2.5/ }).waitFor();
  node.requests.length = 0;
  await page.getByRole("button", { name: "24 h" }).click();
  const asked = await until("the request for a day", () => node.requests.find((r) => r.includes("/history")));
  const query = new URL(asked.split(" ")[1], node.address).searchParams;
  assert.equal(query.get("quantity"), "pm2p5");
  assert.ok(Math.abs(Date.now() - Date.parse(query.get("from")) - 86_400_000) < 60_000);
  await page.getByText(/lowest 4\.2.*highest/).waitFor();
});

test("a request that fails shows the node's sentence and can be tried again", async () => {
  node.faults.failing.set("/sensors/v1/sensors", problem(503, "The time series is being repaired; it is back in a minute."));
  await open("#/sensors");
  await page.getByText("it is back in a minute").waitFor();
  node.faults.failing.clear();
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("link", { name: "Pole 7" }).waitFor();
});

test("empty lists say what to do next", async () => {
  node.faults.empty = true;
  await open("#/");
  for (const [hash, sentence] of [
    ["#/", "Nothing on the map yet"], ["#/sensors", "No sensors yet"], ["#/cameras", "No cameras yet"],
    ["#/services", "No services registered"], ["#/node", "No web apps yet"],
  ]) {
    await page.goto(`${node.address}/${hash}`);
    await page.getByText(sentence).waitFor();
  }
});

test("a broken stream is told and comes back", async () => {
  await open("#/sensors");
  await page.getByText("Live", { exact: true }).waitFor();
  node.faults.failing.set("/sensors/v1/stream", problem(503, "Too many listeners."));
  node.dropStreams();
  await page.getByText("Connection lost, reconnecting").waitFor();
  node.faults.failing.clear();
  await page.getByText("Live", { exact: true }).waitFor();
});

test("a node that goes away is told, what was known stays, and its return is noticed", async () => {
  await open("#/services");
  await page.getByRole("heading", { name: "temperature" }).waitFor();
  const { port } = node;
  await node.stop();
  await page.getByText("The node does not answer.").waitFor();
  await page.getByText(/Shown as last known/).waitFor();
  assert.ok(await page.getByRole("heading", { name: "temperature" }).isVisible());
  node = await startFakeNode({ site, picture: photo, port, apps: { temperature: join(argument("examples"), "temperature-web") } });
  await page.getByText("The node does not answer.").waitFor({ state: "detached" });
  await page.getByText("Node running").waitFor();
});

test("services show state, endpoint and heartbeat", async () => {
  await open("#/services");
  const parking = page.locator("article", { has: page.getByRole("heading", { name: "parking" }) });
  await parking.getByText("Suspended").waitFor();
  await parking.getByText(/every 30\s+s, last 1\s+min ago/).waitFor();
  assert.equal(await parking.locator("a").first().getAttribute("href"), "http://10.0.3.7:8000/");
  const readings = page.locator("article", { has: page.getByRole("heading", { name: "readings" }) });
  await readings.getByText("PROTOBUF3").waitFor();
  assert.equal(await readings.locator("a").count(), 0, "a browser cannot follow mqtt:");
  assert.equal(await page.getByRole("link", { name: "API documents" }).getAttribute("href"), "/api");
});

test("cameras: one that failed says why, pictures of the others are renewed", async () => {
  await open("#/cameras");
  await page.getByText("The camera closed the connection").waitFor();
  await page.getByText("No picture yet. Trying again…").waitFor();
  const pictures = () => node.requests.filter((r) => r.includes("/harbour-road/picture?")).length;
  const first = await until("a picture", pictures);
  await until("the next picture", () => pictures() > first);
  await page.locator(".plates li", { hasText: "ILK-482" }).first().waitFor();
});

test("a camera's page opens one stream and closes it on leaving", async () => {
  await open("#/cameras/market-street");
  const boxes = await until("boxes of the picture on show", async () => { const all = await boxesIn(page.locator(".frame")); return all.length === 2 && all; });
  assert.ok(boxes.some((b) => b.label.startsWith("Car")));
  assert.match(await page.locator(".frame img").getAttribute("src"), /\/pictures\/\d+$/);
  await page.getByRole("button", { name: "Live stream" }).click();
  await page.locator('img.picture[src*="/stream"]:not([hidden])').waitFor();
  assert.equal(node.openStreams("/cameras/v1/cameras/market-street/stream"), 1);
  await page.getByRole("link", { name: "Node", exact: true }).click();
  await until("the stream's end", () => node.openStreams("/cameras/v1/cameras/market-street/stream") === 0);
});

test("a picture of the browser's camera is classified", async () => {
  await open("#/classify");
  await page.getByRole("button", { name: "Use the camera" }).click();
  await page.getByRole("button", { name: "Take the picture" }).click();
  const frame = page.locator(".classified .frame");
  const boxes = await until("boxes", async () => { const all = await boxesIn(frame); return all.length === 3 && all; });
  const car = boxes.find((b) => b.label.startsWith("Car"));
  assert.ok(Math.abs(car.x - 0.1) < 0.01 && Math.abs(car.width - 0.7) < 0.01, JSON.stringify(car));
  await page.locator(".plates", { hasText: "DT52KVB" }).waitFor();
  await page.getByText(/objects 12\s+ms/).waitFor();
});

test("the browser's camera is looked at continuously until it is closed", async () => {
  await open("#/classify");
  await page.getByRole("button", { name: "Use the camera" }).click();
  await page.getByRole("button", { name: "Look continuously" }).click();
  const frame = page.locator(".viewfinder .frame");
  await until("boxes over the live picture", async () => (await boxesIn(frame)).some((b) => b.label.startsWith("Car")));
  const asked = () => node.requests.filter((r) => r.includes("/detect")).length;
  const before = asked();
  await until("more pictures", () => asked() > before + 2);
  node.faults.failing.set("/vision/v1/detect", problem(503, "All eyes are busy."));
  await page.getByText("All eyes are busy.").waitFor();
  node.faults.failing.clear();
  await until("boxes again", async () => (await boxesIn(frame)).length > 0);
  await page.getByRole("button", { name: "Close the camera" }).click();
  await page.waitForTimeout(300);
  const after = asked();
  await page.waitForTimeout(700);
  assert.equal(asked(), after, "closed eyes see nothing");
});

test("a chosen file is classified; one that is no picture is refused in words", async () => {
  await open("#/classify");
  const input = page.locator("input[type=file]");
  await input.setInputFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("not a picture") });
  await page.getByText("not a picture that the browser can read").waitFor();
  node.faults.failing.set("/vision/v1/detect", problem(503, "The vision helper is starting; try again in a moment."));
  await input.setInputFiles(photo);
  await page.getByText("The vision helper is starting").waitFor();
  await page.locator(".plates", { hasText: "DT52KVB" }).waitFor();
  node.requests.length = 0;
  await page.getByLabel("Plates of").selectOption("us");
  await until("plates of the USA", () => node.requests.some((r) => r.includes("country=us")));
});

test("a browser without a camera is told so", async () => {
  const blind = await startBrowser();
  try {
    page = await blind.open(`${node.address}/#/classify`);
    await page.getByRole("button", { name: "Use the camera" }).click();
    await page.getByText(/Choose a file/).waitFor();
    assert.deepEqual(page.mishaps, []);
  } finally {
    await blind.stop();
    page = undefined;
  }
});

test("what the node does not run is said to be switched off, and not asked for", async () => {
  node.faults.roles = ["cameras", "console"];
  node.requests.length = 0;
  await open("#/");
  await page.locator(".eye").first().waitFor();
  for (const [hash, role] of [["#/sensors", "sensors"], ["#/services", "registry"], ["#/classify", "vision"]]) {
    await page.goto(`${node.address}/${hash}`);
    await page.getByText(`This node runs without the role “${role}”`).waitFor();
  }
  await page.goto(`${node.address}/#/cameras/market-street`);
  await page.locator("img.picture:not([hidden])").waitFor();
  await page.goto(`${node.address}/#/node`);
  await page.getByText("Uptime").waitFor();
  const strays = node.requests.filter((r) => /\/(sensors|vision|apps|mec_service_mgmt)\//.test(r));
  assert.deepEqual(strays, []);
});

test("what does not exist is said to be so", async () => {
  await open("#/nowhere");
  await page.getByText("There is no such page").waitFor();
  await page.goto(`${node.address}/#/sensors/ruuvi-none`);
  await page.getByText("There is no sensor ruuvi-none.").waitFor();
});

test("the appearance follows the system or the choice, and the choice is kept", async () => {
  await open("#/node", { scheme: "dark" });
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.equal(await ground(), "rgb(12, 20, 26)");
  await page.getByRole("button", { name: "Light" }).click();
  assert.equal(await ground(), "rgb(245, 244, 239)");
  await page.reload();
  await page.getByText("Uptime").waitFor();
  assert.equal(await ground(), "rgb(245, 244, 239)");
  await page.getByRole("button", { name: "As the system" }).click();
  assert.equal(await ground(), "rgb(12, 20, 26)");
});

test("every page is accessible, in light and in dark", async () => {
  for (const scheme of ["light", "dark"]) {
    await open("#/", { scheme });
    for (const path of ["#/", "#/sensors", "#/sensors/ruuvi-c00000000003", "#/cameras", "#/cameras/market-street", "#/services", "#/classify", "#/node", "apps/temperature/"]) {
      await page.goto(`${node.address}/${path}`);
      await page.locator(":is(.table, .tiles, .camera-card, .service, .drop, .map-stage, li)").first().waitFor();
      if (path === "#/") await page.getByRole("button", { name: /^Pole 4, / }).click();
      if (path === "#/classify") {
        await page.locator("input[type=file]").setInputFiles(photo);
        await page.locator(".plates").waitFor();
      }
      await page.addScriptTag({ path: axe });
      const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
      assert.deepEqual(violations.map((v) => `${scheme} ${path}: ${v.id}: ${v.nodes[0].html} ${v.nodes[0].failureSummary}`), []);
    }
    if (scheme === "light") await page.close();
  }
});

test("nothing is wider than a phone", async () => {
  await open("#/", { width: 360, height: 740 });
  for (const hash of ["#/", "#/sensors", "#/sensors/ruuvi-c00000000003", "#/cameras", "#/cameras/market-street", "#/services", "#/classify", "#/node"]) {
    await page.goto(`${node.address}/${hash}`);
    await page.locator("main :is(h1, h2)").first().waitFor({ state: "attached" });
    await page.waitForTimeout(400);
    const [inside, outside] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(inside <= outside, `${hash}: ${inside} > ${outside}`);
  }
  await page.getByRole("navigation").getByRole("link", { name: "Sensors" }).click();
  await page.getByRole("heading", { name: "Sensors" }).waitFor();
});

test("the example app discovers the service, follows it, and looks for it again when it is lost", async () => {
  page = await browser.open(`${node.address}/apps/temperature/`);
  await page.getByText(/found through MEC 011 at.*Live/).waitFor();
  assert.ok(node.requests.includes("GET /mec_service_mgmt/v1/services?ser_name=temperature"));
  assert.equal(await page.locator("li").count(), 12);
  const value = () => page.locator("li .value").first().textContent();
  assert.match(await value(), /^\d+\.\d °C$/);
  const line = await page.locator("polyline").first().getAttribute("points");
  assert.ok(line.split(" ").length > 50, "an hour of minutes");
  const before = await page.locator(".value").allTextContents();
  await until("other temperatures", async () => (await page.locator(".value").allTextContents()).join() !== before.join());
  node.faults.empty = true;
  node.dropStreams();
  await page.getByText(/Looking/).waitFor();
  await page.getByText(/No service named/).waitFor();
  node.faults.empty = false;
  await page.getByText(/Live\./).waitFor();
});
