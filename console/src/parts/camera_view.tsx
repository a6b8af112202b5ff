// A camera's picture with what the node sees in it.
import { useCallback, useState } from "preact/hooks";
import type { Camera } from "../api/types";
import { titleOf } from "../format/words";
import type { CameraSight } from "../state/sightings";
import { SeenPicture, StreamedPicture } from "./picture";

export function CameraView({ camera, sight, stream }: { camera: Camera; sight?: CameraSight; stream?: boolean }) {
  const [size, setSize] = useState<{ width: number; height: number }>();
  const onSize = useCallback((width: number, height: number) => setSize({ width, height }), []);
  const width = size?.width ?? camera.width ?? 16;
  const height = size?.height ?? camera.height ?? 9;
  const alt = `Camera ${titleOf(camera.name)}${camera.place ? ", " + titleOf(camera.place) : ""}`;
  return (
    <div class="frame" style={{ aspectRatio: `${width} / ${height}` }}>
      {stream ? (
        <StreamedPicture camera={camera.name} alt={alt} onSize={onSize} />
      ) : (
        <SeenPicture camera={camera.name} alt={alt} sight={sight} onSize={onSize} />
      )}
    </div>
  );
}

const kStateWords: Record<string, string> = { streaming: "Streaming", connecting: "Connecting", failed: "Failed", idle: "Idle" };

export function CameraState({ camera }: { camera: Camera }) {
  const tone = { streaming: "live", connecting: "connecting", failed: "lost" }[camera.state] ?? "connecting";
  return (
    <span class={`chip chip-${tone}`}>
      <span class="dot" aria-hidden="true" />
      {kStateWords[camera.state] ?? camera.state}
    </span>
  );
}
