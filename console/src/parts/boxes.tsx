// Rectangles with labels over a picture.
import type { Box } from "../api/types";
import { percent } from "../format/words";

export interface Mark {
  kind: "plate" | "object";
  label: string;
  confidence: number;
  box: Box;
}

/**
 * Boxes in pixels of a `width` x `height` picture, over whatever size that picture is shown at.
 * What they say is for eyes only: beside each picture a list says it to all.
 */
export function Boxes({ width, height, marks }: { width: number; height: number; marks: Mark[] }) {
  if (width <= 0 || height <= 0) return null;
  const part = (value: number, whole: number) => `${(100 * value) / whole}%`;
  return (
    <div class="boxes" aria-hidden="true">
      {marks.map(({ kind, label, confidence, box }, i) => (
        <div
          key={`${label}${i}`}
          class={`box box-${kind}${box.y < height * 0.08 ? " box-below" : ""}${box.x > width * 0.72 ? " box-left" : ""}`}
          style={{ left: part(box.x, width), top: part(box.y, height), width: part(box.width, width), height: part(box.height, height) }}
        >
          <span class="box-label">
            {label} <small>{percent(confidence)}</small>
          </span>
        </div>
      ))}
    </div>
  );
}
