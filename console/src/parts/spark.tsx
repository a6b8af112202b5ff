// A line the size of a word: the last hour of one quantity.
import { useEffect, useState } from "preact/hooks";
import { getJson } from "../api/http";
import type { History } from "../api/types";
import { quantityOf, shownValue } from "../format/quantities";

const kSeconds = 3600;
const kEvery = 30;
const kRefreshMilliseconds = 60_000;

/** Histories are asked for one after the other: a table of fifty sensors must not take all connections. */
let queue: Promise<unknown> = Promise.resolve();

function load(path: string, signal: AbortSignal): Promise<History> {
  const turn = queue.then(() => {
    signal.throwIfAborted();
    return getJson<History>(path, { signal });
  });
  queue = turn.catch(() => undefined);
  return turn;
}

export interface SparkPoint {
  time: number;
  value: number;
}

/** The line's points in a box of 100 x 100, oldest at the left; undefined for fewer than two points. */
export function sparkPath(points: SparkPoint[], now: number, leastSpan: number): string | undefined {
  if (points.length < 2) return undefined;
  const values = points.map((p) => p.value);
  const middle = (Math.min(...values) + Math.max(...values)) / 2;
  const span = Math.max(Math.max(...values) - Math.min(...values), leastSpan);
  const x = (time: number) => (100 * (time - (now - kSeconds * 1000))) / (kSeconds * 1000);
  const y = (value: number) => 50 - (90 * (value - middle)) / span;
  return points.map(({ time, value }, i) => `${i ? "L" : "M"}${x(time).toFixed(1)} ${y(value).toFixed(1)}`).join("");
}

export function Spark({ sensor, quantity }: { sensor: string; quantity: string }) {
  const [d, setPath] = useState<string>();
  useEffect(() => {
    const leaving = new AbortController();
    const refresh = async () => {
      if (document.hidden) return;
      const now = Date.now();
      const query = new URLSearchParams({ quantity, from: new Date(now - kSeconds * 1000).toISOString(), every: `${kEvery}s` });
      try {
        const { points } = await load(`/sensors/v1/sensors/${encodeURIComponent(sensor)}/history?${query}`, leaving.signal);
        const shown = points.flatMap((p) => {
          const wire = p.mean ?? p.value;
          return typeof wire === "number" ? [{ time: Date.parse(p.time), value: shownValue(quantity, wire) }] : [];
        });
        setPath(sparkPath(shown, now, 0.5));
      } catch {
        // An ornament: the values beside it, and the sensor's own page, tell of failures.
      }
    };
    void refresh();
    const timer = setInterval(refresh, kRefreshMilliseconds);
    return () => {
      leaving.abort();
      clearInterval(timer);
    };
  }, [sensor, quantity]);
  return (
    <svg class="spark" viewBox="0 0 100 100" preserveAspectRatio="none" role="img" aria-label={`${quantityOf(quantity).label}, last hour`}>
      {d && <path d={d} />}
    </svg>
  );
}
