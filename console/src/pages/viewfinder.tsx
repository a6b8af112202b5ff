// This device's camera: the button that takes a picture, and the switch that has all of it looked at.
import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Problem, postPicture } from "../api/http";
import type { Detection } from "../api/types";
import { Boxes } from "../parts/boxes";
import { Icon } from "../parts/icons";
import { photoOf } from "./photo";

type State = { kind: "opening" } | { kind: "open" } | { kind: "failed"; sentence: string };

function sentenceOf(error: unknown): string {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError") return "The browser does not allow the camera for this page. Allow it in the address bar, or choose a file.";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "This device has no camera. Choose a file instead.";
  if (name === "NotReadableError") return "Another program is using the camera. Close it and try again.";
  return "The camera cannot be opened. Choose a file instead.";
}

/** What the continuous look sends: enough for a model that sees 300 x 300, and quick to send. */
const kLookSide = 640;
const kRetryMilliseconds = 2_000;

interface Look {
  found?: Detection;
  problem?: string;
}

/** Sends one picture after the other, the next when the answer to the last has come. */
function useLook(video: RefObject<HTMLVideoElement>, on: boolean): Look {
  const [look, setLook] = useState<Look>({});
  useEffect(() => {
    if (!on) return setLook({});
    const leaving = new AbortController();
    const run = async () => {
      while (!leaving.signal.aborted && video.current) {
        try {
          const photo = await photoOf(video.current, kLookSide);
          URL.revokeObjectURL(photo.url);
          const found = await postPicture<Detection>("/vision/v1/detect", photo.blob, leaving.signal);
          if (!leaving.signal.aborted) setLook({ found });
        } catch (error) {
          if (leaving.signal.aborted) return;
          setLook({ problem: error instanceof Problem ? error.message : "The picture could not be taken." });
          await new Promise((resolve) => setTimeout(resolve, kRetryMilliseconds));
        }
      }
    };
    void run();
    return () => leaving.abort();
  }, [video, on]);
  return look;
}

export function Viewfinder({ onPicture }: { onPicture: (video: HTMLVideoElement) => void }) {
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<State>({ kind: "opening" });
  const [looking, setLooking] = useState(false);
  const look = useLook(video, looking && state.kind === "open");
  const [shape, setShape] = useState("16 / 9");
  const [facing, setFacing] = useState<"environment" | "user">("environment");

  useEffect(() => {
    let left = false;
    let stream: MediaStream | undefined;
    const open = async () => {
      setState({ kind: "opening" });
      if (!navigator.mediaDevices) {
        // Browsers hide cameras from pages that came over plain HTTP from another machine.
        const sentence = "Browsers open the camera only for HTTPS or for this very machine (127.0.0.1). Choose a file instead.";
        return setState({ kind: "failed", sentence });
      }
      try {
        stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: facing, width: { ideal: 1280 }, height: { ideal: 720 } } });
        if (left || !video.current) return stream.getTracks().forEach((track) => track.stop());
        video.current.srcObject = stream;
        await video.current.play();
        if (left) return;
        setShape(`${video.current.videoWidth} / ${video.current.videoHeight}`);
        setState({ kind: "open" });
      } catch (error) {
        if (!left) setState({ kind: "failed", sentence: sentenceOf(error) });
      }
    };
    void open();
    return () => {
      left = true;
      stream?.getTracks().forEach((track) => track.stop());
    };
  }, [facing]);

  return (
    <div class="card camera-card viewfinder">
      <div class="frame" style={{ aspectRatio: shape }}>
        <video ref={video} class="picture" playsInline muted aria-label="Picture of this device's camera" />
        {look.found && (
          <Boxes width={look.found.width} height={look.found.height}
            marks={look.found.objects.map((o) => ({ kind: "object", label: o.label, confidence: o.score, box: o.box }))} />
        )}
        {look.problem && <p class="picture-note" role="alert">{look.problem}</p>}
        {state.kind === "opening" && <p class="picture-note">Opening the camera…</p>}
        {state.kind === "failed" && <p class="picture-note" role="alert">{state.sentence}</p>}
      </div>
      <footer>
        <button type="button" class="button" disabled={state.kind === "opening"} onClick={() => setFacing(facing === "user" ? "environment" : "user")}>
          Other camera
        </button>
        <button type="button" class="button" aria-pressed={looking} disabled={state.kind !== "open"} onClick={() => setLooking(!looking)}>
          {looking ? "Stop looking" : "Look continuously"}
        </button>
        <span class="quiet number viewfinder-time">{look.found && `${Math.round(look.found.milliseconds)}\u00a0ms`}</span>
        <button type="button" class="button button-main" disabled={state.kind !== "open"} onClick={() => video.current && onPicture(video.current)}>
          <Icon name="classify" /> Take the picture
        </button>
      </footer>
    </div>
  );
}
