// The history of one quantity of one sensor, going on live.
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import type { History, Reading } from "../api/types";
import { quantityOf, shownValue } from "../format/quantities";
import { useReadingsOf } from "../state/live_readings";
import { useResource } from "../state/resource";
import { useStore } from "../state/store";
import { appearance } from "../state/theme";
import { type Series, appendReading, seriesOf, spanOf } from "./series";
import { Failed, Loading } from "./states";

export interface Range {
  name: string;
  label: string;
  seconds: number;
  /** Length of one group of readings, about 240 in a chart. */
  every: number;
}

export const kRanges: Range[] = [
  { name: "15m", label: "15 min", seconds: 900, every: 5 },
  { name: "1h", label: "1 h", seconds: 3600, every: 15 },
  { name: "24h", label: "24 h", seconds: 86400, every: 360 },
];

interface Props {
  sensor: string;
  quantity: string;
  range: Range;
  height?: number;
}

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Resolves light-dark() and the like, which a canvas does not know, by asking the browser. */
function resolved(name: string): string {
  const probe = document.createElement("span");
  probe.style.color = colour(name) || "gray";
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

function optionsFor(quantity: string, width: number, height: number, span: () => [number, number]): uPlot.Options {
  const [line, quiet, grid, band] = [resolved("--accent"), resolved("--quiet"), resolved("--line"), resolved("--accent-wash")];
  const axis = { stroke: quiet, grid: { stroke: grid, width: 1 }, ticks: { show: false }, font: "12px Inter Variable, sans-serif" };
  const value = (_: uPlot, v: number | null) => (v === null ? "–" : v.toFixed(quantityOf(quantity).digits));
  return {
    width,
    height,
    padding: [12, 8, 0, 0],
    cursor: { points: { size: 8 }, drag: { x: false, y: false } },
    legend: { show: false },
    scales: {
      x: { time: true, range: span },
      y: { range: (_, low, high) => roomAround(low, high, quantityOf(quantity).digits) },
    },
    axes: [
      { ...axis, size: 30, values: (_, ticks) => ticks.map((t) => tickTime(t, ticks)), space: 72 },
      { ...axis, size: 56, values: (_, ticks) => ticks.map((t) => t.toLocaleString("en", { maximumFractionDigits: 3 }).replace("-", "−")) },
    ],
    series: [
      {},
      { label: "max", stroke: "transparent", points: { show: false }, value },
      { label: "min", stroke: "transparent", points: { show: false }, value },
      { label: "mean", stroke: line, width: 2, points: { show: false }, value },
    ],
    bands: [{ series: [1, 2], fill: band }],
  };
}

/** Seconds are told where the ticks are nearer than a minute. */
function tickTime(tick: number, ticks: number[]): string {
  const fine = ticks.length > 1 && ticks[1]! - ticks[0]! < 60;
  return new Date(tick * 1000).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", second: fine ? "2-digit" : undefined });
}

/** A little air above and below, and never a scale so fine that noise looks like an event. */
function roomAround(low: number | null, high: number | null, digits: number): [number, number] {
  if (low === null || high === null || !Number.isFinite(low) || !Number.isFinite(high)) return [0, 1];
  const least = 2.5 * 10 ** -digits;
  const room = Math.max((high - low) * 0.12, least);
  return [low - room, high + room];
}

export function HistoryChart({ sensor, quantity, range, height = 280 }: Props) {
  const path = useMemo(() => {
    const from = new Date(Date.now() - range.seconds * 1000).toISOString();
    const query = new URLSearchParams({ quantity, from, every: `${range.every}s` });
    return `/sensors/v1/sensors/${encodeURIComponent(sensor)}/history?${query}`;
  }, [sensor, quantity, range]);
  const history = useResource<History>(path);
  const series = useRef<Series>([[], [], [], []]);
  const [points, setPoints] = useState(0);
  const [under, setUnder] = useState<string>();
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>();
  const look = useStore(appearance);
  const show = useCallback((wire: number) => shownValue(quantity, wire), [quantity]);

  useEffect(() => {
    if (!history.data) return;
    series.current = seriesOf(history.data.points, show, range.every);
    setPoints(series.current[0].length);
  }, [history.data, show, range]);

  const ready = history.data !== undefined && points > 0;
  useEffect(() => {
    const parent = place.current;
    if (!ready || !parent) return;
    const chart = new uPlot(optionsFor(quantity, parent.clientWidth, height, () => spanOf(series.current, Date.now() / 1000, range.seconds)), series.current as unknown as uPlot.AlignedData, parent);
    chart.over.addEventListener("mouseleave", () => setUnder(undefined));
    chart.over.addEventListener("mousemove", () => {
      const i = chart.cursor.idx;
      const mean = i == null ? null : series.current[3][i];
      if (i == null || mean == null) return setUnder(undefined);
      const time = new Date(series.current[0][i]! * 1000).toLocaleTimeString("en-GB");
      const { unit, digits } = quantityOf(quantity);
      setUnder(`${time}\u2002${mean.toFixed(digits)}${unit ? "\u00a0" + unit : ""}`);
    });
    plot.current = chart;
    const observer = new ResizeObserver(() => chart.setSize({ width: parent.clientWidth, height }));
    observer.observe(parent);
    return () => {
      observer.disconnect();
      chart.destroy();
      plot.current = undefined;
    };
  }, [ready, quantity, range, height, look]);

  useEffect(() => {
    // The window of time moves on although no reading comes.
    const timer = setInterval(() => plot.current?.setData(series.current as unknown as uPlot.AlignedData), 1_000);
    return () => clearInterval(timer);
  }, []);

  const onReading = useCallback(
    (reading: Reading) => {
      const wire = reading.values[quantity];
      if (wire === undefined) return;
      appendReading(series.current, Date.parse(reading.time) / 1000, show(wire), range.every, range.seconds);
      setPoints(series.current[0].length);
    },
    [quantity, range, show],
  );
  useReadingsOf(sensor, onReading);

  if (history.data === undefined) {
    if (history.problem) return <Failed problem={history.problem} retry={history.reload} />;
    return <Loading what="the history" />;
  }
  return (
    <figure class="chart" style={{ minHeight: `${height}px` }} aria-label={`${quantityOf(quantity).label}, last ${range.label}`}>
      <div ref={place} />
      {!ready && <p class="chart-note">No readings in the last {range.label}. They appear here as they arrive.</p>}
      {ready && <figcaption class="quiet number">{under ?? extremes(series.current, quantity)}</figcaption>}
    </figure>
  );
}

/** "lowest 18.1 °C, highest 19.0 °C": what a chart is asked first. */
function extremes(series: Series, quantity: string): string {
  const numbers = (column: (number | null)[]) => column.filter((v): v is number => v !== null);
  const { unit, digits } = quantityOf(quantity);
  const text = (value: number) => `${value.toFixed(digits).replace("-", "−")}${unit ? "\u00a0" + unit : ""}`;
  const [high, low] = [numbers(series[1]), numbers(series[2])];
  if (high.length === 0 || low.length === 0) return "";
  return `lowest ${text(Math.min(...low))}, highest ${text(Math.max(...high))}`;
}
