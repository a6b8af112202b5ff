// The first page: the city, live.
import { useEffect, useMemo, useState } from "preact/hooks";
import type { PageProps } from "../console";
import type { Camera, Location, Reading, Sensor, ServiceInfo } from "../api/types";
import { formatNumber, formatQuantity, inOrder, quantityOf } from "../format/quantities";
import { ago, count, titleOf } from "../format/words";
import { type City, CityMap, type Pole, type Selection, polesOf, temperatureAt } from "../map/city_map";
import { isLocation } from "../map/projection";
import { temperatureColour } from "../map/temperature";
import { CameraState, CameraView } from "../parts/camera_view";
import { HistoryChart, kRanges } from "../parts/history_chart";
import { Icon } from "../parts/icons";
import { PlateList } from "../parts/plates";
import { Empty, Failed, Loading, Stale, StreamChip } from "../parts/states";
import { linkTo } from "../router";
import { useNow } from "../state/clock";
import { useLiveReadings } from "../state/live_readings";
import { useResource } from "../state/resource";
import { runs } from "../state/roles";
import { useSightings } from "../state/sightings";

export function MapPage({ status }: PageProps) {
  const has = { sensors: runs(status, "sensors"), cameras: runs(status, "cameras") };
  const sensors = useResource<Sensor[]>(has.sensors ? "/sensors/v1/sensors" : undefined, 10_000);
  const cameras = useResource<Camera[]>(has.cameras ? "/cameras/v1/cameras" : undefined, 10_000);
  const services = useResource<ServiceInfo[]>(runs(status, "registry") ? "/mec_service_mgmt/v1/services" : undefined, 20_000);
  const { latest, state } = useLiveReadings(has.sensors);
  const { recent } = useSightings(runs(status, "vision"));
  const [selected, setSelected] = useState<Selection>();

  useEffect(() => {
    const close = (event: KeyboardEvent) => event.key === "Escape" && setSelected(undefined);
    addEventListener("keydown", close);
    return () => removeEventListener("keydown", close);
  }, []);

  // The plan is drawn anew only when something moved, not with every answer.
  const key = JSON.stringify([
    sensors.data?.map((s) => [s.id, s.name, s.place, s.location]),
    cameras.data?.map((c) => [c.name, c.location, c.state]),
    status.data?.places,
  ]);
  const city = useMemo((): City => {
    // What names a place but no coordinates is where the place is.
    const located = <T extends { place?: string; location?: Location }>(thing: T): T =>
      isLocation(thing.location) ? thing : { ...thing, location: status.data?.places?.find((p) => p.name === thing.place)?.location };
    const places = (status.data?.places ?? []).filter((p) => isLocation(p.location)).map((p) => ({ name: p.name, location: p.location! }));
    // A pole is a place of the configuration too: its name would stand on the map twice.
    const poles = polesOf((sensors.data ?? []).map(located));
    const own = new Set([...(sensors.data ?? []), ...(cameras.data ?? [])].map((thing) => thing.place));
    return { poles, cameras: (cameras.data ?? []).map(located).filter((c) => isLocation(c.location)), places: places.filter((p) => !own.has(p.name)) };
  }, [key]);

  const located = city.poles.length + city.cameras.length + city.places.length;
  const problem = sensors.problem ?? cameras.problem;
  const known = sensors.data !== undefined || cameras.data !== undefined || (status.data && !has.sensors && !has.cameras);
  const loading = !known;
  return (
    <>
      <header class="head map-head">
        <h1 class="unseen">Map of the city</h1>
        <Figures city={city} sensors={sensors.data} cameras={cameras.data} services={services.data} latest={latest} />
        {has.sensors && <StreamChip state={state} />}
      </header>
      <Stale problem={loading ? undefined : problem} />
      {loading && problem && <Failed problem={problem} retry={() => { sensors.reload(); cameras.reload(); }} />}
      {loading && !problem && <Loading what="the city" />}
      {!loading && located === 0 && (
        <Empty title="Nothing on the map yet">
          Give sensors and cameras a place in the node's configuration, or start the miniature city with <code>umec city</code>.
        </Empty>
      )}
      {!loading && located > 0 && (
        <div class={`map-stage${selected ? " map-open" : ""}`}>
          <CityMap city={city} latest={latest} plates={recent} selected={selected} onSelect={setSelected} />
          <Legend />
          <Panel selected={selected} city={city} cameras={cameras.data ?? []} latest={latest} onClose={() => setSelected(undefined)} />
        </div>
      )}
    </>
  );
}

interface FiguresProps {
  city: City;
  sensors?: Sensor[];
  cameras?: Camera[];
  services?: ServiceInfo[];
  latest: ReadonlyMap<string, Reading>;
}

function Figures({ city, sensors, cameras, services, latest }: FiguresProps) {
  const now = useNow(2_000);
  const values = city.poles.map((p) => temperatureAt(p, latest, now)).filter((t): t is number => t !== undefined);
  const mean = values.length ? values.reduce((a, b) => a + b, 0) / values.length : undefined;
  const streaming = cameras?.filter((c) => c.state === "streaming").length;
  return (
    <dl class="figures">
      <div class="figure-main">
        <dt>Mean temperature</dt>
        <dd class="number">{formatQuantity("temperature", mean)}</dd>
      </div>
      <div>
        <dt>Sensors</dt>
        <dd class="number"><a href={linkTo("sensors")}>{sensors?.length ?? "–"}</a></dd>
      </div>
      <div>
        <dt>Cameras streaming</dt>
        <dd class="number"><a href={linkTo("cameras")}>{streaming === undefined ? "–" : streaming === cameras?.length ? streaming : `${streaming} of ${cameras?.length}`}</a></dd>
      </div>
      <div>
        <dt>Services</dt>
        <dd class="number"><a href={linkTo("services")}>{services?.length ?? "–"}</a></dd>
      </div>
    </dl>
  );
}

const kLegend = [-10, 0, 10, 20, 30, 40];

function Legend() {
  const stops = kLegend.map((t) => temperatureColour(t)).join(", ");
  return (
    <div class="legend number" aria-label="Colours of temperature">
      <span>−10</span>
      <i style={{ background: `linear-gradient(90deg, ${stops})` }} />
      <span>40 °C</span>
    </div>
  );
}

interface PanelProps {
  selected: Selection;
  city: City;
  cameras: Camera[];
  latest: ReadonlyMap<string, Reading>;
  onClose(): void;
}

function Panel({ selected, city, cameras, latest, onClose }: PanelProps) {
  if (!selected) return null;
  const pole = selected.kind === "pole" ? city.poles.find((p) => p.key === selected.key) : undefined;
  const camera = selected.kind === "camera" ? cameras.find((c) => c.name === selected.key) : undefined;
  if (!pole && !camera) return null;
  return (
    <aside class="card panel" aria-label="Details">
      <button type="button" class="icon-button panel-close" aria-label="Close" onClick={onClose}>
        <Icon name="close" />
      </button>
      {pole && <PoleDetails pole={pole} latest={latest} />}
      {camera && <CameraDetails camera={camera} />}
    </aside>
  );
}

function PoleDetails({ pole, latest }: { pole: Pole; latest: ReadonlyMap<string, Reading> }) {
  return (
    <>
      <h2>{pole.name}</h2>
      {pole.sensors.length > 1 && <p class="quiet">{count(pole.sensors.length, "sensor")} on this pole</p>}
      {pole.sensors.map((sensor) => (
        <SensorDetails key={sensor.id} sensor={sensor} guest={sensor.name !== pole.name} reading={latest.get(sensor.id) ?? sensor.latest} />
      ))}
    </>
  );
}

const kHour = kRanges.find((r) => r.name === "1h")!;

function SensorDetails({ sensor, reading, guest }: { sensor: Sensor; reading?: Reading; guest: boolean }) {
  const now = useNow();
  const names = inOrder(Object.keys(reading?.values ?? {})).filter((name) => !quantityOf(name).technical);
  const [first, ...others] = names;
  return (
    <section class="panel-sensor">
      {first && (
        <p class="panel-value number">
          {formatNumber(first, reading?.values[first])}
          <small>{quantityOf(first).unit}</small>
        </p>
      )}
      <p class="quiet">
        {guest && `${sensor.name || sensor.id} · `}heard {ago(reading?.time, now)}
      </p>
      <dl class="facts">
        {others.map((name) => (
          <>
            <dt key={`${name}-name`}>{quantityOf(name).label}</dt>
            <dd key={name} class="number">{formatQuantity(name, reading?.values[name])}</dd>
          </>
        ))}
      </dl>
      {first && (
        <>
          <h3>{quantityOf(first).label}, last hour</h3>
          <HistoryChart sensor={sensor.id} quantity={first} range={kHour} height={150} />
        </>
      )}
      <a class="button" href={linkTo("sensors", sensor.id)}>
        All values and charts
      </a>
    </section>
  );
}

function CameraDetails({ camera }: { camera: Camera }) {
  const { sights, recent } = useSightings(false); // the page watches already
  const plates = recent.filter((p) => p.camera === camera.name).slice(0, 4);
  return (
    <>
      <h2>{titleOf(camera.name)}</h2>
      <p class="panel-line">
        <CameraState camera={camera} /> <span class="quiet">{camera.state === "failed" ? camera.detail : camera.place && titleOf(camera.place)}</span>
      </p>
      <CameraView camera={camera} sight={sights.get(camera.name)} />
      {plates.length > 0 ? <PlateList plates={plates} /> : <p class="quiet">Plates of passing cars appear here.</p>}
      <a class="button" href={linkTo("cameras", camera.name)}>
        Live stream and all plates
      </a>
    </>
  );
}
