// Pictures of a camera: one that is renewed by itself, and the live stream.
import { useEffect, useRef, useState } from "preact/hooks";

const path = (camera: string, what: string) => `/cameras/v1/cameras/${encodeURIComponent(camera)}/${what}`;
const kRetryMilliseconds = 3_000;

interface Props {
  camera: string;
  alt: string;
  onSize?: (width: number, height: number) => void;
}

/**
 * A picture fetched again `period` milliseconds after the one before. A browser opens only six
 * connections to one host, so a page of many cameras must not hold one stream for each.
 */
export function RefreshedPicture({ camera, alt, period = 1_000 }: Props & { period?: number }) {
  const [src, setSrc] = useState<string>();
  const [failed, setFailed] = useState(false);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let left = false;
    const load = () => {
      if (document.hidden) {
        timer = setTimeout(load, period);
        return;
      }
      const picture = new Image();
      const url = `${path(camera, "picture")}?t=${Date.now()}`;
      picture.onload = () => {
        if (left) return;
        setSrc(picture.src);
        setFailed(false);
        timer = setTimeout(load, period);
      };
      picture.onerror = () => {
        if (left) return;
        setFailed(true);
        timer = setTimeout(load, kRetryMilliseconds);
      };
      picture.src = url;
    };
    setSrc(undefined);
    load();
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [camera, period]);

  return (
    <>
      {src && <img class="picture" src={src} alt={alt} />}
      {!src && !failed && <p class="picture-note">Waiting for a picture…</p>}
      {failed && <p class="picture-note">{src ? "No new picture. Trying again…" : "No picture yet. Trying again…"}</p>}
    </>
  );
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
