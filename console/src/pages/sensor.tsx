// One sensor: every quantity live, and the history of the chosen one.
import { useState } from "preact/hooks";
import type { PageProps } from "../console";
import type { Sensor } from "../api/types";
import { formatNumber, inOrder, quantityOf } from "../format/quantities";
import { ago, titleOf } from "../format/words";
import { HistoryChart, kRanges } from "../parts/history_chart";
import { Icon } from "../parts/icons";
import { Empty, Loaded, StreamChip } from "../parts/states";
import { linkTo } from "../router";
import { useNow } from "../state/clock";
import { useLiveReadings } from "../state/live_readings";
import { useResource } from "../state/resource";

export function SensorPage({ id }: PageProps & { id: string }) {
  const sensor = useResource<Sensor>(`/sensors/v1/sensors/${encodeURIComponent(id)}`, 30_000);
  const { state } = useLiveReadings();
  return (
    <>
      <a class="back" href={linkTo("sensors")}>
        <Icon name="back" /> Sensors
      </a>
      <header class="head">
        <h1>{sensor.data?.name || id}</h1>
        <StreamChip state={state} />
      </header>
      <Loaded resource={sensor} what="the sensor">
        {(data) => <Details sensor={data} />}
      </Loaded>
    </>
  );
}

function Details({ sensor }: { sensor: Sensor }) {
  const { latest } = useLiveReadings();
  const now = useNow();
  const [chosen, setChosen] = useState<string>();
  const [range, setRange] = useState(kRanges[0]!);
  const reading = latest.get(sensor.id) ?? sensor.latest;
  if (!reading) return <Empty title="Nothing heard from this sensor yet">Its values appear with its first message.</Empty>;

  const values: Record<string, number> = { ...reading.values };
  if (reading.rssi !== undefined) values.rssi ??= reading.rssi;
  const names = inOrder(Object.keys(values));
  // The strength of the signal is a fact of the reception, not a quantity with a history.
  const charted = names.filter((name) => name in reading.values);
  const quantity = chosen && charted.includes(chosen) ? chosen : charted[0];
  const place = [sensor.place && titleOf(sensor.place), titleOf(sensor.kind), sensor.source && `by ${sensor.source}`, reading.format !== undefined && `format ${reading.format}`];
  return (
    <>
      <p class="lead">
        {place.filter(Boolean).join(" · ")} · <span class="number">heard {ago(reading.time, now)}</span>
      </p>
      <div role="radiogroup" aria-label="Quantity in the chart">
        <Tiles names={names.filter((n) => !quantityOf(n).technical)} charted={charted} values={values} chosen={quantity} onChoose={setChosen} />
        {names.some((n) => quantityOf(n).technical) && <h2 class="tiles-title">The device</h2>}
        <Tiles technical names={names.filter((n) => quantityOf(n).technical)} charted={charted} values={values} chosen={quantity} onChoose={setChosen} />
      </div>
      {quantity && (
        <section class="card chart-card" aria-labelledby="chart-title">
          <header class="card-head">
            <h2 id="chart-title">
              {quantityOf(quantity).label} {quantityOf(quantity).unit && <small>{quantityOf(quantity).unit}</small>}
            </h2>
            <div class="switch" role="group" aria-label="Time shown">
              {kRanges.map((r) => (
                <button key={r.name} type="button" aria-pressed={r === range} onClick={() => setRange(r)}>
                  {r.label}
                </button>
              ))}
            </div>
          </header>
          <HistoryChart sensor={sensor.id} quantity={quantity} range={range} />
        </section>
      )}
    </>
  );
}

interface TilesProps {
  names: string[];
  /** Those of them that can be chosen. */
  charted: string[];
  values: Record<string, number>;
  chosen?: string;
  technical?: boolean;
  onChoose(name: string): void;
}

function Tiles({ names, charted, values, chosen, technical, onChoose }: TilesProps) {
  if (names.length === 0) return null;
  return (
    <div class={`tiles${technical ? " tiles-technical" : ""}`}>
      {names.map((name) => {
        const Tag = charted.includes(name) ? "label" : "div";
        return (
          <Tag key={name} class="tile">
            {Tag === "label" && <input type="radio" name="quantity" checked={name === chosen} onChange={() => onChoose(name)} />}
            <span class="tile-name">{quantityOf(name).label}</span>
            <span class="tile-value number">
              {formatNumber(name, values[name])}
              <small>{quantityOf(name).unit}</small>
            </span>
          </Tag>
        );
      })}
    </div>
  );
}
