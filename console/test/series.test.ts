import assert from "node:assert/strict";
import { test } from "node:test";
import { type Series, appendReading, seriesOf, spanOf } from "../src/parts/series";
import { sparkPath } from "../src/parts/spark";

const at = (seconds: number) => new Date(seconds * 1000).toISOString();
const same = (x: number) => x;

test("a history is sorted, converted and broken at gaps", () => {
  const points = [
    { time: at(1060), mean: 3, min: 2, max: 4, count: 5 },
    { time: at(1000), mean: 1, min: 0, max: 2, count: 5 },
    { time: at(2000), value: 7 },
    { time: "nonsense", value: 1 },
    { time: at(2005), count: 0 },
  ];
  const series = seriesOf(points, (x) => x * 10, 5);
  assert.deepEqual(series[0], [1000, 1060, 1062.5, 2000]);
  assert.deepEqual(series[1], [20, 40, null, 70]);
  assert.deepEqual(series[2], [0, 20, null, 70]);
  assert.deepEqual(series[3], [10, 30, null, 70]);
});

test("live readings widen the last group, then begin a new one", () => {
  const series = seriesOf([{ time: at(100), value: 5 }], same, 10);
  appendReading(series, 104, 8, 10, 900);
  assert.deepEqual(series, [[100], [8], [5], [8]]);
  appendReading(series, 111, 6, 10, 900);
  assert.deepEqual(series, [[100, 111], [8, 6], [5, 6], [8, 6]]);
  appendReading(series, 90, 1, 10, 900);
  assert.equal(series[0].length, 2, "a late reading does not go back in time");
});

test("what has left the window is dropped", () => {
  const series: Series = [[], [], [], []];
  for (let t = 0; t < 500; t += 1) appendReading(series, t, t, 1, 60);
  assert.ok(series[0].length <= 63);
  assert.ok(series[0][0]! >= 438);
  assert.equal(new Set(series.map((column) => column.length)).size, 1);
});

test("a spark keeps quiet lines quiet and needs two points", () => {
  const now = 3_600_000;
  assert.equal(sparkPath([{ time: 0, value: 1 }], now, 0.5), undefined);
  assert.equal(sparkPath([{ time: 0, value: 20 }, { time: now, value: 20.1 }], now, 0.5), "M0.0 59.0L100.0 41.0");
  assert.equal(sparkPath([{ time: 0, value: 0 }, { time: now, value: 10 }], now, 0.5), "M0.0 95.0L100.0 5.0");
});

test("a chart of a young node begins where its readings do", () => {
  const from = (first: number): Series => [[first], [1], [1], [1]];
  assert.deepEqual(spanOf([[], [], [], []], 10_000, 900), [9_100, 10_000]);
  assert.deepEqual(spanOf(from(9_200), 10_000, 900), [9_100, 10_000]);
  assert.deepEqual(spanOf(from(9_800), 10_000, 900), [9_800, 10_000]);
  assert.deepEqual(spanOf(from(9_990), 10_000, 900), [9_940, 10_000]);
});
