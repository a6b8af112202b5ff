// The city as a drawing: streets from where poles stand, poles with temperature, cameras, places.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Camera, Location, Reading, Sensor } from "../api/types";
import { formatNumber } from "../format/quantities";
import { titleOf } from "../format/words";
import { isSilent } from "../pages/sensors";
import { Icon } from "../parts/icons";
import { useNow } from "../state/clock";
import type { FreshPlate } from "../state/sightings";
import { type Point, type Projection, type Size, fit, isLocation, scaleBar } from "./projection";
import { type Street, streetPlan } from "./streets";
import { temperatureColour } from "./temperature";
import { seenFrom, useView, zoomed } from "./view";

/** All sensors at one spot: a light pole. */
export interface Pole {
  key: string;
  name: string;
  location: Location;
  sensors: Sensor[];
}

export interface City {
  poles: Pole[];
  cameras: Camera[];
  places: { name: string; location: Location }[];
}

/** Groups sensors by where they are (to about a metre). */
export function polesOf(sensors: Sensor[]): Pole[] {
  const poles = new Map<string, Pole>();
  for (const sensor of sensors) {
    if (!isLocation(sensor.location)) continue;
    const { latitude, longitude } = sensor.location;
    const key = `${latitude.toFixed(5)},${longitude.toFixed(5)}`;
    const pole = poles.get(key) ?? { key, name: sensor.place ? titleOf(sensor.place) : sensor.name || sensor.id, location: sensor.location, sensors: [] };
    pole.sensors.push(sensor);
    poles.set(key, pole);
  }
  // The pole's own sensor speaks for it, before a guest's.
  for (const { name, sensors } of poles.values()) sensors.sort((a, b) => Number(b.name === name) - Number(a.name === name));
  return [...poles.values()].sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
}

/** The temperature at a pole, from the first of its sensors that has one; undefined when all are silent. */
export function temperatureAt(pole: Pole, latest: ReadonlyMap<string, Reading>, now: number): number | undefined {
  for (const sensor of pole.sensors) {
    const reading = latest.get(sensor.id) ?? sensor.latest;
    if (!isSilent(reading, now) && reading?.values.temperature !== undefined) return reading.values.temperature;
  }
  return undefined;
}

export type Selection = { kind: "pole" | "camera"; key: string } | undefined;

interface Props {
  city: City;
  latest: ReadonlyMap<string, Reading>;
  plates: readonly FreshPlate[];
  selected: Selection;
  onSelect(next: Selection): void;
}

function useSize() {
  const element = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setSize({ width: Math.round(entry.contentRect.width), height: Math.round(entry.contentRect.height) });
    });
    if (element.current) observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return { element, size };
}

const kMargin = 72;
const kPlateShownMilliseconds = 6_000;

export function CityMap(props: Props) {
  const { city } = props;
  const { element, size } = useSize();
  const [view, setView] = useView(element);
  const whole = useMemo(() => {
    const all = [...city.poles, ...city.cameras, ...city.places].map((thing) => thing.location).filter(isLocation);
    return fit(all, size, Math.min(kMargin, size.width * 0.14));
  }, [city, size]);
  // The plan is found once, at the scale of the whole, so that zooming does not move streets.
  const plan = useMemo(() => {
    if (!whole) return [];
    const anchors = [...city.poles, ...city.cameras, ...city.places].map((t) => t.location).filter(isLocation).map(whole.toScreen);
    return streetPlan(anchors, 14 * whole.scale);
  }, [city, whole]);
  const projection = useMemo(() => whole && seenFrom(view, whole), [view, whole]);
  const streets = plan.map(({ on, along }) => ({ along, on: { x: on.x * view.zoom + view.x, y: on.y * view.zoom + view.y } }));
  const step = (factor: number) => setView((old) => zoomed(old, factor, { x: size.width / 2, y: size.height / 2 }));
  return (
    <div class={`city${view.zoom > 1 ? " city-zoomed" : ""}`} ref={element}>
      {projection && <Drawing {...props} size={size} projection={projection} streets={streets} />}
      <div class="zoom" role="group" aria-label="Zoom">
        <button type="button" class="icon-button" aria-label="Closer" onClick={() => step(1.6)}>
          <Icon name="plus" />
        </button>
        <button type="button" class="icon-button" aria-label="Farther" disabled={view.zoom === 1} onClick={() => step(1 / 1.6)}>
          <Icon name="minus" />
        </button>
      </div>
    </div>
  );
}

function Drawing({ city, latest, plates, selected, onSelect, size, projection, streets }: Props & { size: Size; projection: Projection; streets: Street[] }) {
  const now = useNow(2_000);
  const width = Math.min(Math.max(9 * projection.scale, 10), 44);
  const bar = scaleBar(projection.scale);
  const poles = city.poles.map((pole) => ({ pole, at: projection.toScreen(pole.location), celsius: temperatureAt(pole, latest, now) }));
  const places = city.places.map(({ name, location }) => ({ name, at: projection.toScreen(location) }));
  // Values come before names of places where there is not room for both.
  const labelled = labelsThatFit([...poles.map((p) => p.at), ...places.map((p) => p.at)]);
  const cameras = city.cameras.filter((c) => isLocation(c.location)).map((camera) => ({ camera, at: projection.toScreen(camera.location!) }));
  return (
    <svg width={size.width} height={size.height} viewBox={`0 0 ${size.width} ${size.height}`} role="group" aria-label="Map of the city" onClick={() => onSelect(undefined)}>
      <defs>
        {poles.map(({ pole, celsius }) => celsius !== undefined && (
          <radialGradient key={pole.key} id={`halo-${pole.key}`}>
            <stop offset="0" stop-color={temperatureColour(celsius, 0.55)} />
            <stop offset="0.45" stop-color={temperatureColour(celsius, 0.2)} />
            <stop offset="1" stop-color={temperatureColour(celsius, 0)} />
          </radialGradient>
        ))}
      </defs>
      <rect class="ground" width={size.width} height={size.height} />
      <Streets streets={streets} width={width} reach={2 * (size.width + size.height) * Math.max(1, projection.scale)} />
      {poles.map(({ pole, at, celsius }) => celsius !== undefined && (
        <circle key={pole.key} class="halo" cx={at.x} cy={at.y} r={Math.max(46, 42 * projection.scale)} fill={`url(#halo-${pole.key})`} />
      ))}
      {places.map(({ name, at }, i) => labelled[poles.length + i] && <Place key={name} name={name} at={at} />)}
      {cameras.map(({ camera, at }) => {
        const plate = plates.find((p) => p.camera === camera.name && performance.now() - p.arrived < kPlateShownMilliseconds);
        return (
          <CameraSign key={camera.name} camera={camera} at={at} plate={plate?.text} chosen={selected?.kind === "camera" && selected.key === camera.name}
            onChoose={() => onSelect({ kind: "camera", key: camera.name })} />
        );
      })}
      {poles.map(({ pole, at, celsius }, i) => (
        <PoleSign key={pole.key} pole={pole} at={at} celsius={celsius} labelled={labelled[i]!} chosen={selected?.kind === "pole" && selected.key === pole.key}
          onChoose={() => onSelect({ kind: "pole", key: pole.key })} />
      ))}
      <g class="scale" transform={`translate(20 ${size.height - 22})`}>
        <path d={`M0 -5V0H${bar.pixels}V-5`} />
        <text x={bar.pixels / 2} y={-8}>{bar.metres >= 1000 ? `${bar.metres / 1000} km` : `${bar.metres} m`}</text>
      </g>
      <g class="north" transform={`translate(${size.width - 28} 34)`}>
        <path d="M0 -12 5 4 0 0-5 4Z" />
        <text y={18}>N</text>
      </g>
    </svg>
  );
}

function Streets({ streets, width, reach }: { streets: Street[]; width: number; reach: number }) {
  const at = (on: Point, along: Point, way: number) => `${(on.x + along.x * way).toFixed(1)} ${(on.y + along.y * way).toFixed(1)}`;
  const d = streets.map(({ on, along }) => `M${at(on, along, -reach)}L${at(on, along, reach)}`).join("");
  return (
    <g class="streets">
      <path class="street-edge" d={d} stroke-width={width + 3} />
      <path class="street" d={d} stroke-width={width} />
      <path class="street-middle" d={d} />
    </g>
  );
}

function Place({ name, at }: { name: string; at: Point }) {
  return (
    <text class="place" x={at.x} y={at.y - 22}>
      {titleOf(name)}
    </text>
  );
}

interface SignProps {
  at: Point;
  chosen: boolean;
  onChoose(): void;
}

/** What makes an SVG group a button for mouse, touch, keyboard and screen reader. */
function button(label: string, { chosen, onChoose }: SignProps) {
  return {
    role: "button" as const,
    tabindex: 0, // in SVG attribute names have no other case
    "aria-label": label,
    "aria-pressed": chosen,
    onClick: (event: Event) => {
      event.stopPropagation();
      onChoose();
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      onChoose();
    },
  };
}

function PoleSign(props: SignProps & { pole: Pole; celsius?: number; labelled: boolean }) {
  const { pole, at, celsius, chosen } = props;
  const value = celsius === undefined ? "silent" : `${formatNumber("temperature", celsius)} °C`;
  return (
    <g class={`sign pole${chosen ? " chosen" : ""}${celsius === undefined ? " silent" : ""}`} transform={`translate(${at.x.toFixed(1)} ${at.y.toFixed(1)})`}
      {...button(`${pole.name}, ${value}`, props)}>
      <title>{`${pole.name}, ${value}`}</title>
      <circle class="touch" r="20" />
      <circle class="ring" r="12" />
      <circle class="lamp" r="7" style={celsius === undefined ? undefined : { fill: temperatureColour(celsius) }} />
      {props.labelled && celsius !== undefined && (
        <text class="value" x="12" y="-9">
          {formatNumber("temperature", celsius)}°
        </text>
      )}
    </g>
  );
}

function CameraSign(props: SignProps & { camera: Camera; plate?: string }) {
  const { camera, at, chosen, plate } = props;
  const words = `Camera ${titleOf(camera.name)}, ${camera.state}${plate ? `, sees ${plate}` : ""}`;
  return (
    <g class={`sign eye eye-${camera.state}${chosen ? " chosen" : ""}`} transform={`translate(${at.x.toFixed(1)} ${(at.y + 24).toFixed(1)})`}
      {...button(words, props)}>
      <title>{words}</title>
      <rect class="touch" x="-20" y="-20" width="40" height="40" />
      <rect class="ring" x="-15" y="-12" width="30" height="24" rx="8" />
      <path class="lens" d="M-8 -5h10a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2h-10a2 2 0 0 1-2-2v-6a2 2 0 0 1 2-2Zm12 4 5-3v8l-5-3Z" />
      {plate && (
        <g class="seen-plate" transform="translate(0 27)">
          <rect x={-(plate.length * 4.6 + 9)} y="-11" width={plate.length * 9.2 + 18} height="21" rx="4" />
          <text y="4.5">{plate}</text>
        </g>
      )}
    </g>
  );
}

/** For each point, whether its label has room beside those given before. */
function labelsThatFit(points: Point[]): boolean[] {
  const taken: Point[] = [];
  return points.map((p) => {
    const fits = !taken.some((t) => Math.abs(t.x - p.x) < 50 && Math.abs(t.y - p.y) < 24);
    if (fits) taken.push(p);
    return fits;
  });
}
