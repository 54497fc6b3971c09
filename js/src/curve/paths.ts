// Marks in pixels to the `d` of an SVG path. No DOM.
import type { Frame } from "./frame";
import type { Mark } from "./points";

const at = (x: number, y: number) => `${x.toFixed(1)} ${y.toFixed(1)}`;

/** A line through the accuracies; empty for fewer than two marks. */
export function line(marks: readonly Mark[], f: Pick<Frame, "x" | "y">): string {
  if (marks.length < 2) return "";
  return `M${marks.map((m) => at(f.x(m.x), f.y(m.y))).join("L")}`;
}

/** The area between the ends of the intervals; a single mark gives a bar of 3 pixels. */
export function band(marks: readonly Mark[], f: Pick<Frame, "x" | "y">): string {
  const edges = marks.length === 1 ? [-1.5, 1.5] : [0];
  const side = (end: "low" | "high") =>
    marks.flatMap((m) => edges.map((dx) => at(f.x(m.x) + dx, f.y(m[end]))));
  return marks.length ? `M${[...side("high"), ...side("low").reverse()].join("L")}Z` : "";
}
