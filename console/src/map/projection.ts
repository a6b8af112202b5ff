// From degrees on Earth to pixels of a drawing.
import type { Location } from "../api/types";

export interface Point {
  x: number;
  y: number;
}

export interface Size {
  width: number;
  height: number;
}

export interface Projection {
  toScreen(location: Location): Point;
  /** Pixels for one metre. */
  scale: number;
}

const kMetresPerDegree = 111_320;

export function isLocation(location: Location | undefined): location is Location {
  return (
    location !== undefined &&
    Number.isFinite(location.latitude) &&
    Number.isFinite(location.longitude) &&
    Math.abs(location.latitude) <= 90 &&
    Math.abs(location.longitude) <= 180
  );
}

/**
 * An equirectangular projection about the middle of `locations` that fits them all into `size` with
 * `margin` pixels around: within a city it is true to shape. A single point is shown as if its
 * surroundings were 200 m wide.
 */
export function fit(locations: Location[], size: Size, margin: number): Projection | undefined {
  if (locations.length === 0 || size.width <= 0 || size.height <= 0) return undefined;
  const latitudes = locations.map((l) => l.latitude);
  const longitudes = locations.map((l) => l.longitude);
  const middle = (values: number[]) => (Math.min(...values) + Math.max(...values)) / 2;
  const centre = { latitude: middle(latitudes), longitude: middle(longitudes) };
  const shrink = Math.cos((centre.latitude * Math.PI) / 180);
  const metres = (l: Location): Point => ({
    x: (l.longitude - centre.longitude) * kMetresPerDegree * shrink,
    y: -(l.latitude - centre.latitude) * kMetresPerDegree,
  });
  const points = locations.map(metres);
  const half = (values: number[]) => Math.max(...values.map(Math.abs), 0);
  const kLeastHalf = 100;
  const halfX = Math.max(half(points.map((p) => p.x)), 1);
  const halfY = Math.max(half(points.map((p) => p.y)), 1);
  const room = (pixels: number) => Math.max(pixels / 2 - margin, pixels / 6);
  const scale = Math.min(
    room(size.width) / halfX,
    room(size.height) / halfY,
    Math.min(size.width, size.height) / 2 / kLeastHalf,
  );
  return {
    scale,
    toScreen(location) {
      const p = metres(location);
      return { x: size.width / 2 + p.x * scale, y: size.height / 2 + p.y * scale };
    },
  };
}

/** A round length in metres that is drawn between 60 and 160 pixels long. */
export function scaleBar(scale: number): { metres: number; pixels: number } {
  const wanted = 60 / scale;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const metres = [1, 2, 5, 10].map((f) => f * power).find((m) => m >= wanted) ?? 10 * power;
  return { metres, pixels: metres * scale };
}
