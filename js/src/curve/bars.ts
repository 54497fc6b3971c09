// The last fits as bars on one scale, with one unit. No DOM.

import { count } from "../shared/format";
import type { FitRecord } from "../shared/protocol";
import { duration } from "./words";

export interface Bar {
  height: number; // 0..1 of the row's scale
  clipped: boolean; // longer than the scale: one slow fit must not flatten the others
  label: string; // in the unit of the row; with its own where that takes too many digits
  words: string; // the whole of it, for a tooltip and for those who listen
  newest: boolean;
}

export interface Bars {
  unit: "ms" | "s" | "min";
  bars: Bar[]; // oldest first
}

const FAR = 4; // times the median
const UNITS = { ms: 0.001, s: 1, min: 60 };

function short(value: number): string {
  if (value >= 9.95) return value.toFixed(0);
  return value >= 0.995 ? value.toFixed(1) : value.toFixed(2).replace(/^0\./, ".");
}

function label(seconds: number, unit: Bars["unit"]): string {
  const value = seconds / UNITS[unit];
  return value < 999.5 ? short(value) : duration(seconds).replace(" ", "\u2009");
}

/** The longest of the times that are not far above the middle one. */
function scaleOf(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  const middle = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  return sorted.filter((time) => time <= middle * FAR).at(-1) ?? 0;
}

/** `fits` come newest first, as in the status. */
export function bars(fits: readonly FitRecord[] | null | undefined): Bars {
  const good = (Array.isArray(fits) ? (fits as FitRecord[]) : [])
    .filter((fit) => fit && Number.isFinite(fit.seconds) && fit.seconds >= 0)
    .slice(0, 10);
  const scale = scaleOf(good.map((fit) => fit.seconds));
  const unit = scale < 0.1 ? "ms" : scale < 600 ? "s" : "min";
  const out = good.map((fit, index) => ({
    height: scale > 0 ? Math.min(1, fit.seconds / scale) : 0,
    clipped: fit.seconds > scale,
    label: label(fit.seconds, unit),
    words: `v${fit.version}: ${duration(fit.seconds)}, ${count(fit.n_labels)} labels, ${fit.learner}, ${fit.device}`,
    newest: index === 0,
  }));
  return { unit, bars: out.reverse() };
}
