// The live readings of all sensors: one connection for the whole console, open while anyone looks.
import { useEffect } from "preact/hooks";
import { openEventStream, type EventStream, type StreamState } from "../api/event_stream";
import type { Reading } from "../api/types";
import { createStore, useStore, type Store } from "./store";

/** Latest reading by sensor id. A new map for each change, at most ten times a second. */
const latest = createStore<ReadonlyMap<string, Reading>>(new Map());
const state = createStore<StreamState>("connecting");
const listeners = new Set<(reading: Reading) => void>();

let users = 0;
let stream: EventStream | undefined;
let closing: ReturnType<typeof setTimeout> | undefined;
let pending: Map<string, Reading> | undefined;

function isReading(data: unknown): data is Reading {
  const reading = data as Reading | null;
  return typeof reading?.sensor === "string" && typeof reading.time === "string" && typeof reading.values === "object";
}

function receive(_: string, data: unknown) {
  if (!isReading(data)) return;
  for (const listener of listeners) listener(data);
  if (!pending) {
    pending = new Map(latest.get());
    setTimeout(() => {
      if (pending) latest.set(pending);
      pending = undefined;
    }, 100);
  }
  pending.set(data.sensor, data);
}

function use() {
  users += 1;
  clearTimeout(closing);
  stream ??= openEventStream("/sensors/v1/stream", ["reading"], receive, state.set);
  return () => {
    users -= 1;
    if (users > 0) return;
    // Moving from page to page should not open a new connection each time.
    closing = setTimeout(() => {
      stream?.close();
      stream = undefined;
      state.set("connecting");
    }, 2_000);
  };
}

export interface LiveReadings {
  latest: ReadonlyMap<string, Reading>;
  state: StreamState;
}

/** Watches all sensors, where the node has any. */
export function useLiveReadings(wanted = true): LiveReadings {
  useEffect(() => (wanted ? use() : undefined), [wanted]);
  return { latest: useStore(latest as Store<ReadonlyMap<string, Reading>>), state: useStore(state) };
}

/** Calls `onReading` for every reading of one sensor as it comes, for charts that append. */
export function useReadingsOf(sensor: string, onReading: (reading: Reading) => void) {
  useEffect(() => {
    const listener = (reading: Reading) => {
      if (reading.sensor === sensor) onReading(reading);
    };
    listeners.add(listener);
    const leave = use();
    return () => {
      listeners.delete(listener);
      leave();
    };
  }, [sensor, onReading]);
}
