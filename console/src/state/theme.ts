// Light, dark, or as the system says; kept in the browser.
import { createStore } from "./store";

export type Theme = "system" | "light" | "dark";
const kKey = "umec.theme";

function stored(): Theme {
  try {
    const value = localStorage.getItem(kKey);
    return value === "light" || value === "dark" ? value : "system";
  } catch {
    return "system"; // storage may be forbidden
  }
}

export const theme = createStore<Theme>(stored());

/** Grows with every change of appearance; canvases, which copy colours, draw again by it. */
export const appearance = createStore(0);

function apply() {
  const value = theme.get();
  if (value === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = value;
  appearance.set(appearance.get() + 1);
}

export function setTheme(next: Theme) {
  theme.set(next);
  try {
    if (next === "system") localStorage.removeItem(kKey);
    else localStorage.setItem(kKey, next);
  } catch {
    // not kept, then
  }
  apply();
}

export function startTheme() {
  apply();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", apply);
}
