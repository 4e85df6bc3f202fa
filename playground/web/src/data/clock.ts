/** The playground's time: the browser's clock plus an offset that the clock control moves. */
import { signal } from "@preact/signals";
import { get, post } from "./api";

interface Told {
  now: string;
}

const offset = signal(0);
const tick = signal(Date.now());
setInterval(() => (tick.value = Date.now()), 1000);

/** Milliseconds since 1970 in the playground; whoever reads it is drawn again every second. */
export const now = () => Math.max(tick.value, 0) + offset.value;

export function setClock(told: Told): void {
  offset.value = Date.parse(told.now) - Date.now();
  tick.value = Date.now();
}

export const readClock = async () => setClock(await get<Told>("/admin/clock"));
export const advance = async (seconds: number) =>
  setClock(await post<Told>("/admin/clock", { advance_seconds: seconds }));

/** Move to a moment, in Unix seconds. */
export const goTo = async (at: number) =>
  setClock(await post<Told>("/admin/clock", { to: new Date(at * 1000).toISOString() }));

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];
const relativeFormat = new Intl.RelativeTimeFormat("en", { numeric: "always" });

/** "in 12 seconds", "3 hours ago". */
export function relative(at: number): string {
  const seconds = Math.round((at - now()) / 1000);
  const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
  return relativeFormat.format(Math.trunc(seconds / size), unit);
}

const STYLES: Record<string, Intl.DateTimeFormatOptions> = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
};

/** A time as Discord's styles t, T, d, D, f, F and R write it. */
export function written(at: number, style = "f"): string {
  if (style === "R") return relative(at);
  return new Intl.DateTimeFormat(undefined, STYLES[style] ?? STYLES.f).format(at);
}
