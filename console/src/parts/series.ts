// Columns of numbers for a chart, from a history and from readings that follow it.
import type { HistoryPoint } from "../api/types";

/** Seconds since the epoch, then maximum, minimum and mean; null where the line breaks. */
export type Series = [number[], (number | null)[], (number | null)[], (number | null)[]];

/** A pause longer than this many groups is a gap, not a slope. */
const kGapGroups = 6;
const kLeastGapSeconds = 60;

function push(series: Series, time: number, high: number | null, low: number | null, mean: number | null) {
  series[0].push(time);
  series[1].push(high);
  series[2].push(low);
  series[3].push(mean);
}

function breakAfterGap(series: Series, time: number, every: number) {
  const before = series[0].at(-1);
  if (before === undefined || time - before <= Math.max(kGapGroups * every, kLeastGapSeconds)) return;
  push(series, before + every / 2, null, null, null);
}

/**
 * The span of time that a chart of the last `seconds` shows: all of it, unless the readings began so
 * late that they would be a speck at its end; then from their beginning.
 */
export function spanOf(series: Series, now: number, seconds: number): [number, number] {
  const first = series[0][0];
  const kLeastSeconds = 60;
  if (first === undefined || now - first > seconds / 2) return [now - seconds, now];
  return [Math.min(first, now - kLeastSeconds), now];
}

/** Columns of `points`, sorted by time, in shown units. */
export function seriesOf(points: HistoryPoint[], show: (wire: number) => number, every: number): Series {
  const series: Series = [[], [], [], []];
  const sorted = points
    .map((point) => ({ point, time: Date.parse(point.time) / 1000, middle: point.mean ?? point.value }))
    .filter(({ time, middle }) => Number.isFinite(time) && typeof middle === "number")
    .sort((a, b) => a.time - b.time);
  for (const { point, time, middle } of sorted) {
    breakAfterGap(series, time, every);
    push(series, time, show(point.max ?? middle!), show(point.min ?? middle!), show(middle!));
  }
  return series;
}

/**
 * Adds a reading. Within the last group it widens the band and becomes the line's end, so a chart of
 * 24 hours does not grow by a point a second; what is older than `seconds` leaves at the front.
 */
export function appendReading(series: Series, time: number, value: number, every: number, seconds: number) {
  const [times, high, low, mean] = series;
  const end = times.length - 1;
  const last = times[end];
  if (last !== undefined && time < last) return; // late: the next load of the history has it
  if (last !== undefined && time - last < every && mean[end] !== null) {
    high[end] = Math.max(high[end] ?? value, value);
    low[end] = Math.min(low[end] ?? value, value);
    mean[end] = value;
    return;
  }
  breakAfterGap(series, time, every);
  push(series, time, value, value, value);
  while (times.length && times[0]! < time - seconds - every) for (const column of series) column.shift();
}
