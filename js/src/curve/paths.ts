// Points in pixels to the `d` of an SVG path. No DOM.
import type { Point } from "./points";

type Scale = (value: number) => number;

const at = (x: number, y: number) => `${x.toFixed(1)} ${y.toFixed(1)}`;

/** A line through the accuracies; empty for fewer than two points. */
export function line(run: readonly Point[], x: Scale, y: Scale): string {
  if (run.length < 2) return "";
  return `M${run.map((p) => at(x(p.x), y(p.accuracy ?? 0))).join("L")}`;
}

/** The area between the ends of the intervals; a single point gives a bar of `thick` pixels. */
export function band(run: readonly Point[], x: Scale, y: Scale, thick = 3): string {
  const edges = run.length === 1 ? [-thick / 2, thick / 2] : [0];
  const upper = run.flatMap((p) => edges.map((dx) => at(x(p.x) + dx, y(p.high ?? 1))));
  const lower = run.flatMap((p) => edges.map((dx) => at(x(p.x) + dx, y(p.low ?? 0)))).reverse();
  return upper.length ? `M${[...upper, ...lower].join("L")}Z` : "";
}
