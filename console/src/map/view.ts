// Moving about on the map: zoom by wheel, pinch or button, pan by dragging.
import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Point, Projection } from "./projection";

/** Screen points are `zoom` times those of the whole city's picture, moved by `x`, `y` pixels. */
export interface View {
  zoom: number;
  x: number;
  y: number;
}

export const kWhole: View = { zoom: 1, x: 0, y: 0 };
const kLargestZoom = 30;
const kDragPixels = 5; // less is a click that trembled

/** The view after zooming by `factor` about `at`, which stays where it is; never smaller than the whole. */
export function zoomed(view: View, factor: number, at: Point): View {
  const zoom = Math.min(Math.max(view.zoom * factor, 1), kLargestZoom);
  if (zoom === 1) return kWhole;
  const by = zoom / view.zoom;
  return { zoom, x: at.x - (at.x - view.x) * by, y: at.y - (at.y - view.y) * by };
}

export function seenFrom(view: View, projection: Projection): Projection {
  if (view === kWhole) return projection;
  return {
    scale: projection.scale * view.zoom,
    toScreen(location) {
      const { x, y } = projection.toScreen(location);
      return { x: x * view.zoom + view.x, y: y * view.zoom + view.y };
    },
  };
}

/** Follows wheel, drags and pinches on `element`. */
export function useView(element: RefObject<HTMLElement>): [View, (change: (view: View) => View) => void] {
  const [view, setView] = useState(kWhole);
  useEffect(() => {
    const target = element.current;
    if (!target) return;
    const fingers = new Map<number, Point>();
    let dragged = 0;
    const at = (event: MouseEvent): Point => {
      const { left, top } = target.getBoundingClientRect();
      return { x: event.clientX - left, y: event.clientY - top };
    };
    const span = () => {
      const [a, b] = [...fingers.values()];
      return a && b ? { length: Math.hypot(a.x - b.x, a.y - b.y), middle: { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 } } : undefined;
    };
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      setView((old) => zoomed(old, Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015)), at(event)));
    };
    const down = (event: PointerEvent) => {
      if (fingers.size === 0) dragged = 0;
      fingers.set(event.pointerId, at(event));
    };
    const move = (event: PointerEvent) => {
      const before = fingers.get(event.pointerId);
      if (!before) return;
      const now = at(event);
      const spanBefore = span();
      fingers.set(event.pointerId, now);
      dragged += Math.hypot(now.x - before.x, now.y - before.y);
      if (dragged < kDragPixels) return;
      // Only now: capturing on `down` would take the click away from what is under the pointer.
      if (!target.hasPointerCapture(event.pointerId)) target.setPointerCapture(event.pointerId);
      const spanNow = span();
      if (spanBefore && spanNow) setView((old) => zoomed(old, spanNow.length / Math.max(spanBefore.length, 1), spanNow.middle));
      else setView((old) => (old.zoom === 1 ? old : { ...old, x: old.x + now.x - before.x, y: old.y + now.y - before.y }));
    };
    const up = (event: PointerEvent) => fingers.delete(event.pointerId);
    const click = (event: MouseEvent) => {
      if (dragged < kDragPixels) return;
      event.stopPropagation(); // the end of a drag chooses nothing
      dragged = 0;
    };
    target.addEventListener("wheel", wheel, { passive: false });
    target.addEventListener("pointerdown", down);
    target.addEventListener("pointermove", move);
    target.addEventListener("pointerup", up);
    target.addEventListener("pointercancel", up);
    target.addEventListener("click", click, true);
    return () => {
      target.removeEventListener("wheel", wheel);
      target.removeEventListener("pointerdown", down);
      target.removeEventListener("pointermove", move);
      target.removeEventListener("pointerup", up);
      target.removeEventListener("pointercancel", up);
      target.removeEventListener("click", click, true);
    };
  }, [element]);
  return [view, setView];
}
