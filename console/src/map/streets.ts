// A plan of the streets, guessed from where the light poles stand: no map data is needed.
import type { Point } from "./projection";

/** A straight street: a point on it and its direction, of length 1. */
export interface Street {
  on: Point;
  along: Point;
}

const distance = (a: Point, b: Point) => Math.hypot(a.x - b.x, a.y - b.y);

/** How far `p` stands from the street's middle. */
export function off({ on, along }: Street, p: Point): number {
  return Math.abs((p.x - on.x) * along.y - (p.y - on.y) * along.x);
}

/** The points without those nearer than `least` to one before them: a camera on a pole is the pole. */
export function thinned(points: Point[], least: number): Point[] {
  const kept: Point[] = [];
  for (const point of points) {
    if (!kept.some((other) => distance(point, other) < least)) kept.push(point);
  }
  return kept;
}

/** The straight line that lies nearest to `points` (their first principal axis). */
function through(points: Point[]): Street {
  const on = { x: sum(points.map((p) => p.x)) / points.length, y: sum(points.map((p) => p.y)) / points.length };
  const xx = sum(points.map((p) => (p.x - on.x) ** 2));
  const yy = sum(points.map((p) => (p.y - on.y) ** 2));
  const xy = sum(points.map((p) => (p.x - on.x) * (p.y - on.y)));
  const angle = Math.atan2(2 * xy, xx - yy) / 2;
  return { on, along: { x: Math.cos(angle), y: Math.sin(angle) } };
}

const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);

const kCosineOfLeastCrossing = 0.5; // 60 degrees
const kCosineOfParallel = 0.98; // 11 degrees

/** Whether `street` fits into a town that has `others`: it runs beside each or crosses it squarely. */
function fitsAmong(street: Street, others: Street[], apart: number): boolean {
  return others.every((other) => {
    const cosine = Math.abs(street.along.x * other.along.x + street.along.y * other.along.y);
    if (cosine >= kCosineOfParallel) return off(other, street.on) > apart;
    return cosine <= kCosineOfLeastCrossing;
  });
}

interface Candidate {
  members: number[];
  worst: number;
}

/**
 * Streets through `points`, in the same units: the straight rows of three and more points, those with
 * the most points first, that cross each other squarely; a point in no row gets a street across the
 * nearest one. `wide` is how far a pole may stand from the middle of its street.
 */
export function streetPlan(all: Point[], wide: number): Street[] {
  const points = thinned(all, wide);
  const streets: Street[] = [];
  const onStreet = new Set<number>();
  for (const { members } of rowsOf(points, wide)) {
    if (members.every((i) => onStreet.has(i)) && members.length < 3) continue;
    const street = through(members.map((i) => points[i]!));
    if (!fitsAmong(street, streets, 2 * wide)) continue;
    streets.push(street);
    points.forEach((p, i) => off(street, p) <= wide && onStreet.add(i));
  }
  points.forEach((point, i) => {
    if (onStreet.has(i)) return;
    streets.push(sideStreet(point, points, streets));
    points.forEach((p, j) => off(streets.at(-1)!, p) <= wide && onStreet.add(j));
  });
  return streets;
}

/** Rows of at least three points, longest first, then straightest. */
function rowsOf(points: Point[], wide: number): Candidate[] {
  const rows = new Map<string, Candidate>();
  for (let i = 0; i < points.length; i++) {
    for (let j = i + 1; j < points.length; j++) {
      const line = through([points[i]!, points[j]!]);
      const members = points.flatMap((p, k) => (off(line, p) <= wide ? [k] : []));
      if (members.length < 3) continue;
      const fitted = through(members.map((k) => points[k]!));
      rows.set(members.join(), { members, worst: Math.max(...members.map((k) => off(fitted, points[k]!))) });
    }
  }
  return [...rows.values()].sort((a, b) => b.members.length - a.members.length || a.worst - b.worst);
}

/** Across the nearest street; where there is none yet, towards the nearest point. */
function sideStreet(point: Point, points: Point[], streets: Street[]): Street {
  const nearest = [...streets].sort((a, b) => off(a, point) - off(b, point))[0];
  if (nearest) return { on: point, along: { x: -nearest.along.y, y: nearest.along.x } };
  const other = points.filter((p) => p !== point).sort((a, b) => distance(a, point) - distance(b, point))[0];
  return other ? through([point, other]) : { on: point, along: { x: 1, y: 0 } };
}
