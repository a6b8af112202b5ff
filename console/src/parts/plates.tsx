// Plates, newest first.
import type { StoredPlate } from "../api/types";
import { clockTime, percent, titleOf } from "../format/words";
import { linkTo } from "../router";

/** Live plates in front of stored ones, each once. */
export function mergePlates(live: readonly StoredPlate[], stored: readonly StoredPlate[]): StoredPlate[] {
  const known = new Set<string>();
  const key = (p: StoredPlate) => `${p.camera} ${p.text} ${Date.parse(p.time)}`;
  return [...live, ...stored]
    .filter((plate) => !known.has(key(plate)) && known.add(key(plate)))
    .sort((a, b) => Date.parse(b.time) - Date.parse(a.time));
}

export function Plate({ text }: { text: string }) {
  return <span class="plate">{text}</span>;
}

export function PlateList({ plates, withCamera }: { plates: StoredPlate[]; withCamera?: boolean }) {
  return (
    <ol class="plates">
      {plates.map((plate) => (
        <li key={`${plate.camera} ${plate.text} ${plate.time}`}>
          <Plate text={plate.text} />
          <span class="plates-facts">
            <time dateTime={plate.time}>{clockTime(plate.time)}</time>
            {withCamera && <a href={linkTo("cameras", plate.camera)}>{titleOf(plate.camera)}</a>}
          </span>
          <span class="quiet number" title="Confidence">
            {percent(plate.confidence)}
          </span>
        </li>
      ))}
    </ol>
  );
}
