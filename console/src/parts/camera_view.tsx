// A camera's picture with what the node sees in it.
import { useCallback, useState } from "preact/hooks";
import type { Camera } from "../api/types";
import { titleOf } from "../format/words";
import { useNow } from "../state/clock";
import type { CameraSight, SeenAt } from "../state/sightings";
import { Boxes, type Mark } from "./boxes";
import { RefreshedPicture, StreamedPicture } from "./picture";

/** A box stays this long after the last word of it: pictures are looked at a few times a second. */
const kShownMilliseconds = 1_500;

export function marksOf(seen: SeenAt | undefined, now: number): Mark[] {
  if (!seen || now - seen.arrived > kShownMilliseconds) return [];
  const plates = (seen.plates ?? []).map((p): Mark => ({ kind: "plate", label: p.text, confidence: p.confidence, box: p.box }));
  const objects = (seen.objects ?? []).map((o): Mark => ({ kind: "object", label: o.label, confidence: o.score, box: o.box }));
  return [...objects, ...plates];
}

export function CameraView({ camera, sight, stream }: { camera: Camera; sight?: CameraSight; stream?: boolean }) {
  useNow(400); // boxes leave although nothing new arrives
  const now = performance.now();
  const [size, setSize] = useState<{ width: number; height: number }>();
  const onSize = useCallback((width: number, height: number) => setSize({ width, height }), []);
  const width = size?.width ?? camera.width ?? 16;
  const height = size?.height ?? camera.height ?? 9;
  const alt = `Camera ${titleOf(camera.name)}${camera.place ? ", " + titleOf(camera.place) : ""}`;
  return (
    <div class="frame" style={{ aspectRatio: `${width} / ${height}` }}>
      {stream ? <StreamedPicture camera={camera.name} alt={alt} onSize={onSize} /> : <RefreshedPicture camera={camera.name} alt={alt} />}
      {[sight?.objects, sight?.plates].map(
        (seen, i) => seen && <Boxes key={i} width={seen.width} height={seen.height} marks={marksOf(seen, now)} />,
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
