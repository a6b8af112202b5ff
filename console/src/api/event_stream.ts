// Server-sent events that come back after any failure and say what they are doing.

/** `connecting` before the first event line, `live` while open, `lost` while waiting to try again. */
export type StreamState = "connecting" | "live" | "lost";

export interface EventStream {
  close(): void;
}

const kFirstRetryMilliseconds = 1_000;
const kLongestRetryMilliseconds = 10_000;

/**
 * Opens `path` and hands each event named in `names` to `onEvent`, parsed.
 *
 * The browser's EventSource gives up for good when the answer is not 200 (a node that is just
 * starting, a proxy in between), so each try here is a new one, with a growing pause.
 */
export function openEventStream(
  path: string,
  names: string[],
  onEvent: (name: string, data: unknown) => void,
  onState: (state: StreamState) => void,
): EventStream {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pause = kFirstRetryMilliseconds;
  let closed = false;
  let everOpen = false;

  const connect = () => {
    onState(everOpen ? "lost" : "connecting");
    source = new EventSource(path);
    source.onopen = () => {
      everOpen = true;
      pause = kFirstRetryMilliseconds;
      onState("live");
    };
    source.onerror = () => {
      source?.close();
      if (closed) return;
      everOpen = true; // from now on the state is "lost", not "connecting"
      onState("lost");
      timer = setTimeout(connect, pause);
      pause = Math.min(pause * 2, kLongestRetryMilliseconds);
    };
    for (const name of names) {
      source.addEventListener(name, (event) => {
        let data: unknown;
        try {
          data = JSON.parse((event as MessageEvent<string>).data);
        } catch {
          return; // one damaged event is no reason to lose the stream
        }
        onEvent(name, data);
      });
    }
  };
  connect();
  return {
    close() {
      closed = true;
      clearTimeout(timer);
      source?.close();
    },
  };
}
