import assert from "node:assert/strict";
import { test } from "node:test";
import { formatNumber, formatQuantity, inOrder, quantityOf } from "../src/format/quantities";
import { ago, bytes, duration, titleOf } from "../src/format/words";

test("quantities are shown in the units of people", () => {
  assert.equal(formatQuantity("temperature", 24.3), "24.3\u00a0°C");
  assert.equal(formatQuantity("pressure", 100044), "1\u202f000.4\u00a0hPa");
  assert.equal(formatQuantity("temperature", -3.25), "−3.3\u00a0°C");
  assert.equal(formatNumber("temperature", -0.04), "0.0", "no minus before a zero");
  assert.equal(formatQuantity("humidity", undefined), "–");
  assert.equal(formatQuantity("rssi", -71), "−71\u00a0dBm");
});

test("an unknown quantity is shown under its own name", () => {
  assert.equal(quantityOf("windSpeed").label, "Wind speed");
  assert.equal(quantityOf("wind_gust").label, "Wind gust");
  assert.equal(formatQuantity("windSpeed", 3.14159), "3.14");
});

test("known quantities come first, in the table's order", () => {
  assert.deepEqual(inOrder(["zebra", "rssi", "humidity", "apple", "temperature"]), ["temperature", "humidity", "rssi", "apple", "zebra"]);
});

test("times and sizes in words", () => {
  const now = Date.parse("2026-05-01T12:00:00.000Z");
  assert.equal(ago("2026-05-01T11:59:59.000Z", now), "now");
  assert.equal(ago("2026-05-01T11:59:18.000Z", now), "42\u00a0s ago");
  assert.equal(ago("2026-05-01T09:30:00.000Z", now), "2\u00a0h ago");
  assert.equal(ago("2026-05-01T12:00:09.000Z", now), "now", "a clock that runs ahead is no reason to show −9 s");
  assert.equal(ago(undefined, now), "never");
  assert.equal(duration(0), "0\u00a0s");
  assert.equal(duration(3725), "1\u00a0h 2\u00a0min");
  assert.equal(duration(90_000), "1\u00a0d 1\u00a0h");
  assert.equal(bytes(38_200_000), "38.2\u00a0MB");
  assert.equal(bytes(512), "512\u00a0bytes");
});

test("identifiers are written as people write them, names are left alone", () => {
  assert.equal(titleOf("pole-12"), "Pole 12");
  assert.equal(titleOf("market_street"), "Market street");
  assert.equal(titleOf("Großer Platz"), "Großer Platz");
  assert.equal(titleOf("A-12"), "A-12");
});
