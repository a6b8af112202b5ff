// What a page shows when it has nothing to show: loading, empty, failed, stream lost.
import type { ComponentChildren } from "preact";
import type { Problem } from "../api/http";
import type { StreamState } from "../api/event_stream";
import type { Resource } from "../state/resource";
import { Icon } from "./icons";

export function Loading({ what }: { what: string }) {
  return (
    <div class="state" role="status">
      <span class="spinner" aria-hidden="true" />
      <p>Loading {what}…</p>
    </div>
  );
}

export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="state">
      <Icon name="empty" />
      <h3>{title}</h3>
      {children && <p>{children}</p>}
    </div>
  );
}

export function Failed({ problem, retry }: { problem: Problem; retry?: () => void }) {
  return (
    <div class="state state-failed" role="alert">
      <Icon name="warning" />
      <h3>{problem.title}</h3>
      <p>{problem.message}</p>
      {retry && (
        <button type="button" class="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}

/** A line above data that is shown although its last refresh failed. */
export function Stale({ problem }: { problem?: Problem }) {
  if (!problem) return null;
  return (
    <p class="notice" role="status">
      <Icon name="warning" />
      <span>Shown as last known. {problem.message}</span>
    </p>
  );
}

const kStreamWords: Record<StreamState, string> = {
  connecting: "Connecting",
  live: "Live",
  lost: "Connection lost, reconnecting",
};

export function StreamChip({ state }: { state: StreamState }) {
  return (
    <span class={`chip chip-${state}`} role="status">
      <span class="dot" aria-hidden="true" />
      {kStreamWords[state]}
    </span>
  );
}

/** Chooses between loading, failed and the data of a resource. */
export function Loaded<T>(props: { resource: Resource<T>; what: string; children: (data: T) => ComponentChildren }) {
  const { data, problem, reload } = props.resource;
  if (data !== undefined)
    return (
      <>
        <Stale problem={problem} />
        {props.children(data)}
      </>
    );
  if (problem) return <Failed problem={problem} retry={reload} />;
  return <Loading what={props.what} />;
}
