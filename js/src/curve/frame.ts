// Where the chart lies in pixels: margins, scales. No DOM.
import { accuracyDomain, type Domain, labelDomain, linear } from "./scale";
import type { Series } from "./series";

export const HEIGHT = 148;
const TOP = 7;
const BOTTOM = 20;
const LEFT = 34;
const RIGHT = 16;

export interface Frame {
  left: number;
  right: number;
  top: number;
  foot: number;
  labels: Domain;
  accuracies: Domain;
  x(labels: number): number;
  y(accuracy: number): number;
}

/** Null while there is no room to draw in, or nothing to draw. */
export function frame(series: readonly Series[], width: number): Frame | null {
  const [left, right, foot] = [LEFT, width - RIGHT, HEIGHT - BOTTOM];
  if (right - left < 20 || series.length === 0) return null;
  const marks = series.flatMap((each) => (each.kind === "stop" ? [] : each.marks));
  const labels = labelDomain(marks);
  const accuracies = accuracyDomain(marks);
  return {
    left,
    right,
    top: TOP,
    foot,
    labels,
    accuracies,
    x: linear(labels, [left, right]),
    y: linear(accuracies, [foot, TOP]),
  };
}
