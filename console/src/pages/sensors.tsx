// All sensors with their live values.
import type { Reading, Sensor } from "../api/types";
import { formatNumber, formatQuantity, inOrder, quantityOf } from "../format/quantities";
import { ago, count, titleOf } from "../format/words";
import { Spark } from "../parts/spark";
import { Empty, Loaded, StreamChip } from "../parts/states";
import { linkTo } from "../router";
import { useNow } from "../state/clock";
import { useLiveReadings } from "../state/live_readings";
import { useResource } from "../state/resource";

/** A sensor that was silent for longer is drawn as such. */
export const kSilentMilliseconds = 60_000;

export function isSilent(reading: Reading | undefined, now: number): boolean {
  return !reading || now - Date.parse(reading.time) > kSilentMilliseconds;
}

export function SensorsPage() {
  const sensors = useResource<Sensor[]>("/sensors/v1/sensors", 10_000);
  const { latest, state } = useLiveReadings();
  return (
    <>
      <header class="head">
        <h1>Sensors</h1>
        <StreamChip state={state} />
      </header>
      <Loaded resource={sensors} what="sensors">
        {(list) => (list.length === 0 ? <NoSensors /> : <Table sensors={list} latest={latest} />)}
      </Loaded>
    </>
  );
}

export function NoSensors() {
  return (
    <Empty title="No sensors yet">
      Point a Ruuvi Gateway at <code>{location.origin}/sensors/v1/ruuvi-gateway</code>, or start the miniature city with{" "}
      <code>umec city</code>. Each sensor appears here with its first message.
    </Empty>
  );
}

const kColumns = ["temperature", "humidity", "pressure"];

function Table({ sensors, latest }: { sensors: Sensor[]; latest: ReadonlyMap<string, Reading> }) {
  const now = useNow();
  const rows = [...sensors].sort((a, b) => (a.name ?? a.id).localeCompare(b.name ?? b.id, "en", { numeric: true }));
  const heard = rows.filter((s) => !isSilent(latest.get(s.id) ?? s.latest, now)).length;
  return (
    <>
      <p class="lead">
        {count(rows.length, "sensor")}, {heard === rows.length ? "all heard in the last minute" : `${heard} heard in the last minute`}.
      </p>
      <div class="card table-card">
        <table class="table sensors-table">
          <thead>
            <tr>
              <th scope="col">Sensor</th>
              {kColumns.map((name) => (
                <th key={name} scope="col" class="right">
                  {quantityOf(name).label} <small>{quantityOf(name).unit}</small>
                </th>
              ))}
              <th scope="col">Last hour</th>
              <th scope="col" class="more">Also</th>
              <th scope="col" class="right">Heard</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((sensor) => (
              <Row key={sensor.id} sensor={sensor} reading={latest.get(sensor.id) ?? sensor.latest} now={now} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Row({ sensor, reading, now }: { sensor: Sensor; reading?: Reading; now: number }) {
  const silent = isSilent(reading, now);
  const others = inOrder(Object.keys(reading?.values ?? {})).filter((q) => !kColumns.includes(q) && !quantityOf(q).technical && !quantityOf(q).derived);
  return (
    <tr class={silent ? "silent" : ""}>
      <th scope="row">
        <a class="row-link" href={linkTo("sensors", sensor.id)}>
          {sensor.name || sensor.id}
        </a>
        <small>{[sensor.place && titleOf(sensor.place) !== sensor.name && titleOf(sensor.place), titleOf(sensor.kind)].filter(Boolean).join(" · ")}</small>
      </th>
      {kColumns.map((name) => (
        <td key={name} class="right number" data-label={quantityOf(name).label} data-unit={quantityOf(name).unit}>
          {formatNumber(name, reading?.values[name])}
        </td>
      ))}
      <td class="spark-cell">{reading?.values.temperature !== undefined && <Spark sensor={sensor.id} quantity="temperature" />}</td>
      <td class="more quiet">
        {others
          .slice(0, 2)
          .map((q) => `${quantityOf(q).label} ${formatQuantity(q, reading?.values[q])}`)
          .join(", ")}
      </td>
      <td class="right quiet number heard">{ago(reading?.time, now)}</td>
    </tr>
  );
}
