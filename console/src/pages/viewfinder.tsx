// This device's camera, and the button that takes the picture.
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../parts/icons";

type State = { kind: "opening" } | { kind: "open" } | { kind: "failed"; sentence: string };

function sentenceOf(error: unknown): string {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError") return "The browser does not allow the camera for this page. Allow it in the address bar, or choose a file.";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "This device has no camera. Choose a file instead.";
  if (name === "NotReadableError") return "Another program is using the camera. Close it and try again.";
  return "The camera cannot be opened. Choose a file instead.";
}

export function Viewfinder({ onPicture }: { onPicture: (video: HTMLVideoElement) => void }) {
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<State>({ kind: "opening" });
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
        if (!left) setState({ kind: "open" });
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
      <div class="frame">
        <video ref={video} class="picture" playsInline muted aria-label="Picture of this device's camera" />
        {state.kind === "opening" && <p class="picture-note">Opening the camera…</p>}
        {state.kind === "failed" && <p class="picture-note" role="alert">{state.sentence}</p>}
      </div>
      <footer>
        <button type="button" class="button" disabled={state.kind === "opening"} onClick={() => setFacing(facing === "user" ? "environment" : "user")}>
          Other camera
        </button>
        <button type="button" class="button button-main" disabled={state.kind !== "open"} onClick={() => video.current && onPicture(video.current)}>
          <Icon name="classify" /> Take the picture
        </button>
      </footer>
    </div>
  );
}
