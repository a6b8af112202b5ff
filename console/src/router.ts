// Routes in the address's fragment: a reload and a bookmark work whatever serves the page.
import { createStore, useStore } from "./state/store";

/** `#/sensors/ruuvi-1` is {page: "sensors", id: "ruuvi-1"}; the bare address is the map. */
export interface Route {
  page: string;
  id?: string;
}

export function parseRoute(hash: string): Route {
  const parts = hash.replace(/^#\/?/, "").split("?")[0]!.split("/").filter(Boolean).map(decode);
  return { page: parts[0] ?? "map", id: parts[1] };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function linkTo(page: string, id?: string): string {
  if (page === "map" && id === undefined) return "#/";
  return `#/${page}${id === undefined ? "" : "/" + encodeURIComponent(id)}`;
}

const route = createStore<Route>(parseRoute(location.hash));
addEventListener("hashchange", () => {
  route.set(parseRoute(location.hash));
});

export function useRoute(): Route {
  return useStore(route);
}
