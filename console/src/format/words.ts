// Times, sizes and counts in words.

/** "now", "12 s ago", "5 min ago", "3 h ago", "2 d ago". */
export function ago(time: string | number | undefined, now: number): string {
  if (time === undefined) return "never";
  const then = typeof time === "number" ? time : Date.parse(time);
  if (!Number.isFinite(then)) return "–";
  const seconds = Math.max(0, Math.round((now - then) / 1000));
  if (seconds < 2) return "now";
  if (seconds < 60) return `${seconds}\u00a0s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}\u00a0min ago`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)}\u00a0h ago`;
  return `${Math.floor(seconds / 86400)}\u00a0d ago`;
}

/** "42 s", "3 min 5 s", "2 h 10 min", "4 d 3 h". */
export function duration(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds));
  const parts: [number, string][] = [
    [Math.floor(s / 86400), "d"],
    [Math.floor(s / 3600) % 24, "h"],
    [Math.floor(s / 60) % 60, "min"],
    [s % 60, "s"],
  ];
  const first = parts.findIndex(([n]) => n > 0);
  if (first < 0) return "0\u00a0s";
  return parts
    .slice(first, first + 2)
    .filter(([n]) => n > 0)
    .map(([n, unit]) => `${n}\u00a0${unit}`)
    .join(" ");
}

/** "38.2 MB" (decimal units, as disks and data sheets have them). */
export function bytes(n: number): string {
  for (const [unit, size] of [["GB", 1e9], ["MB", 1e6], ["kB", 1e3]] as const) {
    if (n >= size) return `${(n / size).toFixed(n / size < 100 ? 1 : 0)}\u00a0${unit}`;
  }
  return `${n}\u00a0bytes`;
}

/** "pole-12" becomes "Pole 12": identifiers as people write them. Names that are not identifiers stay. */
export function titleOf(name: string): string {
  if (!/^[a-z0-9]+([-_][a-z0-9]+)*$/.test(name)) return name;
  const words = name.replace(/[-_]/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function count(n: number, one: string, many = one + "s"): string {
  return `${n}\u00a0${n === 1 ? one : many}`;
}

/** Clock time of the viewer, "14:03:22". */
export function clockTime(time: string): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? time : date.toLocaleTimeString("en-GB");
}

export function percent(fraction: number): string {
  return `${Math.round(fraction * 100)}\u00a0%`;
}
