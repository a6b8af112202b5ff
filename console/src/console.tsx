// The frame around every page: navigation, the node's name, what is connected.
import type { ComponentType } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { NodeStatus } from "./api/types";
import { CameraPage } from "./pages/camera";
import { CamerasPage } from "./pages/cameras";
import { ClassifyPage } from "./pages/classify";
import { MapPage } from "./pages/map";
import { NodePage } from "./pages/node";
import { SensorPage } from "./pages/sensor";
import { SensorsPage } from "./pages/sensors";
import { ServicesPage } from "./pages/services";
import { titleOf } from "./format/words";
import { Icon, Mark } from "./parts/icons";
import { Empty } from "./parts/states";
import { type Route, linkTo, useRoute } from "./router";
import { type Resource, useResource } from "./state/resource";
import { type Role, runs } from "./state/roles";
import { useStore } from "./state/store";
import { type Theme, setTheme, theme } from "./state/theme";

export interface PageProps {
  route: Route;
  status: Resource<NodeStatus>;
}

interface Page {
  name: string;
  title: string;
  /** Without which the page has nothing to show. */
  role?: Role;
  body: ComponentType<PageProps>;
  /** The page of one thing, at `#/name/id`. */
  one?: ComponentType<PageProps & { id: string }>;
}

const kPages: Page[] = [
  { name: "map", title: "Map", body: MapPage, one: MapPage },
  { name: "sensors", title: "Sensors", role: "sensors", body: SensorsPage, one: SensorPage },
  { name: "cameras", title: "Cameras", role: "cameras", body: CamerasPage, one: CameraPage },
  { name: "services", title: "Services", role: "registry", body: ServicesPage },
  { name: "classify", title: "Classify", role: "vision", body: ClassifyPage },
  { name: "node", title: "Node", body: NodePage },
];

export function Console() {
  const route = useRoute();
  const status = useResource<NodeStatus>("/node/v1/status", 5_000);
  const page = kPages.find((p) => p.name === route.page);
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);

  useEffect(() => {
    document.title = `${route.id ? titleOf(route.id) + " · " : ""}${page?.title ?? "Not found"} · µMEC`;
    if (first.current) first.current = false;
    else main.current?.focus({ preventScroll: true }); // so that a screen reader starts at the new page
    scrollTo(0, 0);
  }, [route, page]);

  return (
    <>
      <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); main.current?.focus(); }}>
        Skip to the content
      </a>
      <Side current={route.page} status={status} />
      <main id="main" ref={main} tabIndex={-1} class={`page page-${route.page}`}>
        {status.problem && status.problem.status === 0 && (
          <p class="notice notice-lost" role="alert">
            <Icon name="warning" />
            <span>The node does not answer. This page tries again by itself; what is shown may be old.</span>
          </p>
        )}
        {page ? <Body page={page} route={route} status={status} /> : <Unknown />}
      </main>
    </>
  );
}

function Body({ page, route, status }: PageProps & { page: Page }) {
  const One = page.one;
  if (page.role && status.data && !runs(status, page.role)) return <SwitchedOff title={page.title} role={page.role} />;
  if (route.id !== undefined && One) return <One key={page.name === "map" ? "map" : route.id} id={route.id} route={route} status={status} />;
  const All = page.body;
  return <All key={page.name} route={route} status={status} />;
}

function SwitchedOff({ title, role }: { title: string; role: Role }) {
  return (
    <>
      <header class="head">
        <h1>{title}</h1>
      </header>
      <Empty title={`This node runs without the role “${role}”`}>
        Start it with <code>umec node --roles …,{role}</code>, or with all roles by leaving <code>--roles</code> out.
      </Empty>
    </>
  );
}

function Unknown() {
  return (
    <Empty title="There is no such page">
      Go back to <a href={linkTo("map")}>the map</a>.
    </Empty>
  );
}

function Side({ current, status }: { current: string; status: Resource<NodeStatus> }) {
  const lost = status.problem !== undefined;
  const state = lost ? "lost" : status.data ? "live" : "connecting";
  return (
    <header class="side">
      <a class="brand" href={linkTo("map")}>
        <Mark />
        <span>
          <strong>µMEC</strong>
          <small>{status.data?.name ?? "edge node"}</small>
        </span>
      </a>
      <nav aria-label="Pages">
        {kPages.map(({ name, title }) => (
          <a key={name} href={linkTo(name)} aria-current={name === current ? "page" : undefined}>
            <Icon name={name} />
            <span>{title}</span>
          </a>
        ))}
      </nav>
      <div class="side-end">
        <span class={`chip chip-${state} side-state`} role="status">
          <span class="dot" aria-hidden="true" />
          {{ lost: "Node not reachable", live: "Node running", connecting: "Connecting" }[state]}
        </span>
        <ThemeSwitch />
      </div>
    </header>
  );
}

const kThemes: { value: Theme; label: string; icon: string }[] = [
  { value: "light", label: "Light", icon: "sun" },
  { value: "system", label: "As the system", icon: "system" },
  { value: "dark", label: "Dark", icon: "moon" },
];

function ThemeSwitch() {
  const chosen = useStore(theme);
  return (
    <div class="themes" role="group" aria-label="Appearance">
      {kThemes.map(({ value, label, icon }) => (
        <button key={value} type="button" title={label} aria-label={label} aria-pressed={value === chosen} onClick={() => setTheme(value)}>
          <Icon name={icon} />
        </button>
      ))}
    </div>
  );
}
