// Requests to the node, with a deadline and with failures that a person can read.

/** The body of a failed request (RFC 9457), or the console's own words where there was no answer. */
export class Problem extends Error {
  constructor(
    /** HTTP status; 0 where the node did not answer. */
    readonly status: number,
    readonly title: string,
    detail: string,
    readonly pointer?: string,
  ) {
    super(detail);
  }
}

const kDeadlineMilliseconds = 15_000;

interface Options {
  method?: string;
  body?: BodyInit;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  deadline?: number;
}

async function problemOf(response: Response): Promise<Problem> {
  const fallback = `The node answered ${response.status}${response.statusText ? " " + response.statusText : ""}.`;
  try {
    const body = (await response.json()) as Record<string, unknown>;
    const text = (key: string) => (typeof body[key] === "string" ? (body[key] as string) : undefined);
    return new Problem(response.status, text("title") ?? "Request failed", text("detail") ?? fallback, text("pointer"));
  } catch {
    return new Problem(response.status, "Request failed", fallback);
  }
}

/** Asks the node and gives its answer; any status that is not 2xx is thrown as a Problem. */
export async function request(path: string, options: Options = {}): Promise<Response> {
  const deadline = new AbortController();
  const seconds = (options.deadline ?? kDeadlineMilliseconds) / 1000;
  const timer = setTimeout(() => deadline.abort(), seconds * 1000);
  const giveUp = () => deadline.abort();
  options.signal?.addEventListener("abort", giveUp);
  if (options.signal?.aborted) deadline.abort();
  try {
    const response = await fetch(path, {
      method: options.method ?? "GET",
      body: options.body,
      headers: { Accept: "application/json", ...options.headers },
      signal: deadline.signal,
    });
    if (!response.ok) throw await problemOf(response);
    return response;
  } catch (error) {
    if (error instanceof Problem) throw error;
    if (options.signal?.aborted) throw error;
    if (deadline.signal.aborted)
      throw new Problem(0, "No answer in time", `The node did not answer within ${seconds} seconds.`);
    throw new Problem(0, "The node cannot be reached", "No connection to the node. Check that it runs, and the network between.");
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener("abort", giveUp);
  }
}

/** Asks for JSON. The node's documents are trusted to have the shape that `api/*.yaml` gives them. */
export async function getJson<T>(path: string, options: Options = {}): Promise<T> {
  const response = await request(path, options);
  try {
    return (await response.json()) as T;
  } catch {
    if (options.signal?.aborted) throw new DOMException("cancelled", "AbortError");
    throw new Problem(response.status, "Not JSON", `The answer of ${path} is not JSON.`);
  }
}

/** Sends a picture and gives what was found in it. */
export function postPicture<T>(path: string, picture: Blob, signal?: AbortSignal): Promise<T> {
  return getJson<T>(path, {
    method: "POST",
    body: picture,
    headers: { "Content-Type": picture.type || "image/jpeg" },
    signal,
    deadline: 60_000, // a cold model on a small board loads for some seconds
  });
}
