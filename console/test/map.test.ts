import assert from "node:assert/strict";
import { test } from "node:test";
import { fit, scaleBar } from "../src/map/projection";
import { off, streetPlan, thinned } from "../src/map/streets";
import { temperatureColour } from "../src/map/temperature";
import { kWhole, seenFrom, zoomed } from "../src/map/view";

const size = { width: 800, height: 600 };

test("the projection keeps everything inside the margin, north up and true to shape", () => {
  const places = [{ latitude: 65.0, longitude: 25.4 }, { latitude: 65.004, longitude: 25.41 }, { latitude: 65.002, longitude: 25.4 }];
  const projection = fit(places, size, 50)!;
  for (const place of places) {
    const { x, y } = projection.toScreen(place);
    assert.ok(x >= 49.9 && x <= 750.1 && y >= 49.9 && y <= 550.1, `${x} ${y}`);
  }
  const [south, north] = [projection.toScreen(places[0]!), projection.toScreen(places[1]!)];
  assert.ok(north.y < south.y && north.x > south.x);
  const metres = 0.004 * 111_320;
  assert.ok(Math.abs((south.y - north.y) / projection.scale - metres) < 1);
});

test("one place is drawn in the middle at a sane scale; none gives no map", () => {
  const projection = fit([{ latitude: 1, longitude: 2 }], size, 50)!;
  assert.deepEqual(projection.toScreen({ latitude: 1, longitude: 2 }), { x: 400, y: 300 });
  assert.equal(projection.scale, 3);
  assert.equal(fit([], size, 50), undefined);
});

test("the scale bar is a round number of metres", () => {
  for (const scale of [0.01, 0.37, 1, 2.4, 19]) {
    const bar = scaleBar(scale);
    assert.ok(bar.pixels >= 60 && bar.pixels <= 160, `${scale}: ${bar.pixels}`);
    assert.match(String(bar.metres), /^(0\.)?[125]0*$/);
  }
});

test("rows of poles become streets that cross squarely", () => {
  const poles = [0, 1, 2, 3].flatMap((column) => [0, 1, 2].map((row) => ({ x: 100 * column + 3 * row, y: 80 * row })));
  const streets = streetPlan(poles, 12);
  assert.equal(streets.length, 3 + 4);
  for (const pole of poles) assert.ok(streets.some((street) => off(street, pole) < 12));
});

test("a pole in no row gets a side street; few poles do no harm", () => {
  const row = [0, 1, 2].map((i) => ({ x: 100 * i, y: 0 }));
  const streets = streetPlan([...row, { x: 150, y: 60 }], 10);
  assert.equal(streets.length, 2);
  assert.ok(Math.abs(streets[1]!.along.x) < 1e-9, "it runs across the street");
  assert.equal(streetPlan([], 10).length, 0);
  assert.equal(streetPlan([{ x: 5, y: 5 }], 10).length, 1);
  assert.equal(streetPlan([{ x: 5, y: 5 }, { x: 50, y: 70 }], 10).length, 1);
  assert.equal(thinned([{ x: 0, y: 0 }, { x: 1, y: 1 }, { x: 30, y: 0 }], 5).length, 2);
});

test("temperatures have a colour at and beyond both ends", () => {
  const colours = [-60, -20, 0, 20, 45, 99].map((t) => temperatureColour(t));
  for (const colour of colours) assert.match(colour, /^oklch\([\d.]+ [\d.]+ [\d.]+ \/ 1\)$/);
  assert.equal(colours[0], colours[1]);
  assert.equal(colours[4], colours[5]);
  assert.equal(new Set(colours).size, 4);
});

test("zooming keeps what is under the pointer in place, and ends at the whole", () => {
  const projection = fit([{ latitude: 1, longitude: 2 }, { latitude: 1.01, longitude: 2.01 }], size, 50)!;
  const place = { latitude: 1.004, longitude: 2.007 };
  const at = projection.toScreen(place);
  const near = zoomed(zoomed(kWhole, 2, at), 3, at);
  assert.equal(near.zoom, 6);
  const seen = seenFrom(near, projection);
  assert.ok(Math.hypot(seen.toScreen(place).x - at.x, seen.toScreen(place).y - at.y) < 1e-6);
  assert.ok(Math.abs(seen.scale - 6 * projection.scale) < 1e-9);
  assert.equal(zoomed(near, 0.01, { x: 1, y: 1 }), kWhole);
  assert.equal(zoomed(kWhole, 1000, { x: 1, y: 1 }).zoom, 30);
});
