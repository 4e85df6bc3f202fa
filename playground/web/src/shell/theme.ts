import { signal } from "@preact/signals";

export type Theme = "system" | "light" | "dark";
const KEY = "recall.theme";

export const theme = signal<Theme>((localStorage.getItem(KEY) as Theme | null) ?? "system");

/** Light or dark, or as the device has it; remembered by this browser. */
export function setTheme(look: Theme): void {
  theme.value = look;
  localStorage.setItem(KEY, look);
  document.documentElement.dataset.theme = look;
}

setTheme(theme.value);
