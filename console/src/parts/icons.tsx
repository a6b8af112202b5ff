// Line icons on a 24-pixel grid.
import type { JSX } from "preact";

const kPaths: Record<string, string> = {
  map: "M9 4 3 6.5v13L9 17l6 3 6-2.5v-13L15 7 9 4Zm0 0v13m6-10v13",
  sensors: "M10 13.5V5a2 2 0 1 1 4 0v8.5a4 4 0 1 1-4 0ZM12 9v8",
  cameras: "M3 8a2 2 0 0 1 2-2h9a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V8Zm13 3 5-3v8l-5-3",
  services: "M12 3 4 7.5v9L12 21l8-4.5v-9L12 3Zm0 9 8-4.5M12 12v9m0-9L4 7.5",
  classify: "M4 8V6a2 2 0 0 1 2-2h2m8 0h2a2 2 0 0 1 2 2v2m0 8v2a2 2 0 0 1-2 2h-2m-8 0H6a2 2 0 0 1-2-2v-2m5-4a3 3 0 1 0 6 0 3 3 0 0 0-6 0Z",
  node: "M4 5h16v6H4V5Zm0 8h16v6H4v-6Zm4-5h.01M8 16h.01",
  close: "M6 6l12 12M18 6 6 18",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8Zm0-6v2m0 16v2M4.9 4.9l1.4 1.4m11.4 11.4 1.4 1.4M2 12h2m16 0h2M4.9 19.1l1.4-1.4M17.7 6.3l1.4-1.4",
  moon: "M20 14.5A8 8 0 0 1 9.5 4a8 8 0 1 0 10.5 10.5Z",
  system: "M4 5h16v11H4V5Zm5 15h6m-3-4v4",
  back: "M15 5l-7 7 7 7",
  picture: "M4 5h16v14H4V5Zm0 11 5-5 4 4 3-3 4 4M15 9h.01",
  open: "M14 4h6v6m0-6-9 9M18 14v5H5V6h5",
  warning: "M12 4 2.5 20h19L12 4Zm0 6v5m0 2.5v.01",
  empty: "M4 13h4l1.5 3h5L16 13h4M4 13v6h16v-6M4 13l3-8h10l3 8",
};

export function Icon({ name, ...rest }: { name: keyof typeof kPaths | string } & JSX.SVGAttributes<SVGSVGElement>) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" {...rest}>
      <path d={kPaths[name] ?? ""} />
    </svg>
  );
}

export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" class="mark-ground" />
      <path d="M9 25V11.5a4.5 4.5 0 0 1 9 0V25M18 12a4 4 0 0 1 4-4" class="mark-pole" />
      <circle cx="24" cy="8.4" r="3" class="mark-lamp" />
    </svg>
  );
}
