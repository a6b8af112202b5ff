// What the node's eyes see now: plates and objects of all cameras, over one connection. Events `plate`
// and `objects` tell of one picture each; `sighting` is a plate that many pictures of a passing vehicle
// agreed on, and that was stored.
import { useEffect } from "preact/hooks";
import { openEventStream, type EventStream, type StreamState } from "../api/event_stream";
import type { Sighting, StoredPlate } from "../api/types";
import { createStore, useStore } from "./store";

/** What was seen in a picture, and when the news of it came (performance.now()): by that boxes leave. */
export interface SeenAt extends Sighting {
  arrived: number;
}

export interface FreshPlate extends StoredPlate {
  arrived: number;
}

export interface CameraSight {
  plates?: SeenAt;
  objects?: SeenAt;
}

const sights = createStore<ReadonlyMap<string, CameraSight>>(new Map());
const recent = createStore<readonly FreshPlate[]>([]);
const state = createStore<StreamState>("connecting");
const kRecentKept = 50;

let users = 0;
let stream: EventStream | undefined;
let closing: ReturnType<typeof setTimeout> | undefined;

function receive(name: string, data: unknown) {
  const event = data as { camera?: unknown } | null;
  if (typeof event?.camera !== "string") return;
  const arrived = performance.now();
  if (name === "sighting") {
    recent.set([{ ...(data as StoredPlate), arrived }, ...recent.get()].slice(0, kRecentKept));
    return;
  }
  const seen: SeenAt = { ...(data as Sighting), arrived };
  const next = new Map(sights.get());
  const old = next.get(seen.camera) ?? {};
  next.set(seen.camera, name === "plate" ? { ...old, plates: seen } : { ...old, objects: seen });
  sights.set(next);
}

function use() {
  users += 1;
  clearTimeout(closing);
  stream ??= openEventStream("/vision/v1/stream", ["plate", "objects", "sighting"], receive, state.set);
  return () => {
    users -= 1;
    if (users > 0) return;
    closing = setTimeout(() => {
      stream?.close();
      stream = undefined;
      state.set("connecting");
    }, 2_000);
  };
}

export interface Sightings {
  sights: ReadonlyMap<string, CameraSight>;
  /** Plates stored since this page was opened, newest first. */
  recent: readonly FreshPlate[];
  state: StreamState;
}

/** Watches all cameras with the node's eyes, where it has any. */
export function useSightings(wanted = true): Sightings {
  useEffect(() => (wanted ? use() : undefined), [wanted]);
  return { sights: useStore(sights), recent: useStore(recent), state: useStore(state) };
}
