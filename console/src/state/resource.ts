// Data that a page loads, keeps fresh while it is looked at, and drops when it leaves.
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { Problem, getJson } from "../api/http";

export interface Resource<T> {
  /** The last good answer, kept while a later try fails. */
  data?: T;
  /** Why the last try failed; undefined when it did not. */
  problem?: Problem;
  loading: boolean;
  reload(): void;
}

function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem(0, "The console failed", error instanceof Error ? error.message : String(error));
}

/**
 * Loads `path` now and again every `refresh` milliseconds after an answer (never two at once).
 * A hidden tab asks nothing. An undefined path loads nothing.
 */
export function useResource<T>(path: string | undefined, refresh?: number): Resource<T> {
  const [state, setState] = useState<{ path?: string; data?: T; problem?: Problem; loading: boolean }>({
    loading: path !== undefined,
  });
  const again = useRef<() => void>(() => {});

  useEffect(() => {
    if (path === undefined) return;
    const leaving = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let busy = false;

    const load = async () => {
      clearTimeout(timer);
      if (busy) return;
      if (document.hidden && refresh) {
        timer = setTimeout(load, refresh);
        return;
      }
      busy = true;
      setState((old) => ({ ...old, loading: true }));
      try {
        const data = await getJson<T>(path, { signal: leaving.signal });
        setState({ path, data, loading: false });
      } catch (error) {
        if (leaving.signal.aborted) return;
        setState((old) => ({ path, data: old.path === path ? old.data : undefined, problem: asProblem(error), loading: false }));
      } finally {
        busy = false;
        if (refresh && !leaving.signal.aborted) timer = setTimeout(load, refresh);
      }
    };
    again.current = () => void load();
    setState((old) => (old.path === path ? old : { loading: true }));
    void load();
    return () => {
      leaving.abort();
      clearTimeout(timer);
    };
  }, [path, refresh]);

  const reload = useCallback(() => again.current(), []);
  return { data: state.data, problem: state.problem, loading: state.loading, reload };
}
