// What the node's eyes see now: plates and objects of all cameras, over one connection.
import { useEffect } from "preact/hooks";
import { openEventStream, type EventStream, type StreamState } from "../api/event_stream";
import type { Sighting, StoredPlate } from "../api/types";
import { createStore, useStore } from "./store";

/** A sighting and the moment it arrived (performance.now()), by which a box fades. */
export interface SeenAt extends Sighting {
  arrived: number;
}

export interface CameraSight {
  plates?: SeenAt;
  objects?: SeenAt;
}

const sights = createStore<ReadonlyMap<string, CameraSight>>(new Map());
const recent = createStore<readonly StoredPlate[]>([]);
const state = createStore<StreamState>("connecting");
const kRecentKept = 50;

let users = 0;
let stream: EventStream | undefined;
let closing: ReturnType<typeof setTimeout> | undefined;

function receive(name: string, data: unknown) {
  const sighting = data as Sighting | null;
  if (typeof sighting?.camera !== "string") return;
  const seen: SeenAt = { ...sighting, arrived: performance.now() };
  const next = new Map(sights.get());
  const old = next.get(seen.camera) ?? {};
  next.set(seen.camera, name === "plate" ? { ...old, plates: seen } : { ...old, objects: seen });
  sights.set(next);
  if (name === "plate" && sighting.plates?.length) {
    const plates = sighting.plates.map((plate) => ({ ...plate, time: sighting.time, camera: sighting.camera }));
    recent.set([...plates, ...recent.get()].slice(0, kRecentKept));
  }
}

function use() {
  users += 1;
  clearTimeout(closing);
  stream ??= openEventStream("/vision/v1/stream", ["plate", "objects"], receive, state.set);
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
  /** Plates since this page was opened, newest first. */
  recent: readonly StoredPlate[];
  state: StreamState;
}

export function useSightings(): Sightings {
  useEffect(use, []);
  return { sights: useStore(sights), recent: useStore(recent), state: useStore(state) };
}
