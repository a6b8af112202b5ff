// Pictures of a camera: those that the node looked at, with what it saw, and the live stream.
import { useEffect, useRef, useState } from "preact/hooks";
import { getJson } from "../api/http";
import type { CameraPicture } from "../api/types";
import type { CameraSight, SeenAt } from "../state/sightings";
import { Boxes, type Mark } from "./boxes";

const path = (camera: string, what: string) => `/cameras/v1/cameras/${encodeURIComponent(camera)}/${what}`;
const kRetryMilliseconds = 3_000;
const kPauseMilliseconds = 800;
const kSeenPauseMilliseconds = 150;
/** Older words are not waited upon: the camera's pictures of now are shown instead. */
const kFreshMilliseconds = 3_000;

interface Props {
  camera: string;
  alt: string;
  onSize?: (width: number, height: number) => void;
}

/** A picture on show, and what the node saw in this very one. */
interface Shown {
  src: string;
  seen: SeenAt[];
}

/** The newest words of `sight` that are about one and the same picture. */
function newest(sight: CameraSight | undefined): SeenAt[] {
  const all = [sight?.objects, sight?.plates].filter((s): s is SeenAt => s !== undefined);
  const time = all.map((s) => s.time).sort().at(-1);
  return all.filter((s) => s.time === time && performance.now() - s.arrived < kFreshMilliseconds);
}

function loaded(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const picture = new Image();
    picture.onload = () => resolve(picture.src);
    picture.onerror = () => reject(new Error("no picture"));
    picture.src = url;
  });
}

/**
 * Pictures one after the other. Where the node tells what it sees, the picture is the one it saw, out
 * of the last pictures of the camera: so a box lies where the car is, however long the look took.
 * A browser opens only six connections to one host, so a page of many cameras must not hold a stream
 * for each.
 */
export function SeenPicture({ camera, alt, sight, onSize }: Props & { sight?: CameraSight }) {
  const [shown, setShown] = useState<Shown>();
  const [failed, setFailed] = useState(false);
  const latest = useRef(sight);
  latest.current = sight;

  useEffect(() => {
    const leaving = new AbortController();
    const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
    const next = async (before: string): Promise<string> => {
      const seen = newest(latest.current);
      const time = seen[0]?.time;
      if (time !== undefined && time === before) {
        // No new picture was looked at, but its plates may have come after its objects.
        setShown((old) => old && (old.seen.length === seen.length ? old : { ...old, seen }));
        return before;
      }
      if (time !== undefined) {
        const last = await getJson<CameraPicture[]>(path(camera, "pictures"), { signal: leaving.signal });
        const picture = last.find((p) => p.time === time);
        if (picture) {
          setShown({ src: await loaded(picture.href), seen });
          return time;
        }
      }
      setShown({ src: await loaded(`${path(camera, "picture")}?t=${Date.now()}`), seen: [] });
      return "";
    };
    const run = async () => {
      let before = "";
      while (!leaving.signal.aborted) {
        let wait = kPauseMilliseconds;
        if (!document.hidden) {
          try {
            before = await next(before);
            if (before) wait = kSeenPauseMilliseconds;
            setFailed(false);
          } catch {
            if (leaving.signal.aborted) return;
            setFailed(true);
            wait = kRetryMilliseconds;
          }
        }
        await pause(wait);
      }
    };
    setShown(undefined);
    void run();
    return () => leaving.abort();
  }, [camera]);

  return (
    <>
      {shown && <img class="picture" src={shown.src} alt={alt} onLoad={(event) => onSize?.(event.currentTarget.naturalWidth, event.currentTarget.naturalHeight)} />}
      {shown?.seen.map((seen, i) => <Boxes key={i} width={seen.width} height={seen.height} marks={marksOf(seen)} />)}
      {!shown && !failed && <p class="picture-note">Waiting for a picture…</p>}
      {failed && <p class="picture-note">{shown ? "No new picture. Trying again…" : "No picture yet. Trying again…"}</p>}
    </>
  );
}

function marksOf(seen: SeenAt): Mark[] {
  const objects = (seen.objects ?? []).map((o): Mark => ({ kind: "object", label: o.label, confidence: o.score, box: o.box }));
  const plates = (seen.plates ?? []).map((p): Mark => ({ kind: "plate", label: p.text, confidence: p.confidence, box: p.box }));
  return [...objects, ...plates];
}

/** The camera's MJPEG stream; opened again when it ends. */
export function StreamedPicture({ camera, alt, onSize }: Props) {
  const image = useRef<HTMLImageElement>(null);
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<"opening" | "open" | "lost">("opening");

  useEffect(() => {
    const img = image.current;
    if (!img) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    img.onload = () => {
      setState("open");
      onSize?.(img.naturalWidth, img.naturalHeight);
    };
    img.onerror = () => {
      setState("lost");
      timer = setTimeout(() => setAttempt((n) => n + 1), kRetryMilliseconds);
    };
    img.src = `${path(camera, "stream")}?try=${attempt}`;
    return () => {
      clearTimeout(timer);
      img.onload = img.onerror = null;
      img.src = "data:,"; // taking the element away alone leaves the connection open
    };
  }, [camera, attempt, onSize]);

  return (
    <>
      <img class="picture" ref={image} alt={alt} hidden={state !== "open"} />
      {state === "opening" && <p class="picture-note">Opening the stream…</p>}
      {state === "lost" && <p class="picture-note">The stream ended. Opening it again…</p>}
    </>
  );
}
