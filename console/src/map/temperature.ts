// Colours of temperature: one scale for the whole console.

/** Stops in °C and OKLCH; between them the colour is mixed. Cold is blue, mild green-yellow, hot red. */
const kStops: [number, number, number, number][] = [
  [-20, 0.42, 0.12, 285],
  [-5, 0.55, 0.13, 262],
  [5, 0.66, 0.11, 230],
  [13, 0.72, 0.11, 185],
  [19, 0.76, 0.13, 140],
  [24, 0.81, 0.15, 95],
  [29, 0.74, 0.16, 62],
  [35, 0.62, 0.19, 32],
  [45, 0.48, 0.18, 15],
];

export function temperatureColour(celsius: number, alpha = 1): string {
  const last = kStops.length - 1;
  const at = Math.min(Math.max(celsius, kStops[0]![0]), kStops[last]![0]);
  const upper = Math.max(1, kStops.findIndex(([t]) => t >= at));
  const [t0, l0, c0, h0] = kStops[upper - 1]!;
  const [t1, l1, c1, h1] = kStops[upper]!;
  const f = (at - t0) / (t1 - t0);
  const mix = (a: number, b: number) => (a + (b - a) * f).toFixed(3);
  return `oklch(${mix(l0, l1)} ${mix(c0, c1)} ${mix(h0, h1)} / ${alpha})`;
}
