// Where the chart lies in pixels: margins, scales, and back from a pixel to a number. No DOM.
import type { Point } from "./points";
import { accuracyDomain, type Domain, labelDomain, linear } from "./scale";

export const HEIGHT = 108;
const TOP = 7;
const BOTTOM = 20;
const LEFT = 34;
const RIGHT = 12;

export interface Frame {
  left: number;
  right: number;
  top: number;
  foot: number;
  labels: Domain;
  accuracies: Domain;
  x(labels: number): number;
  y(accuracy: number): number;
  labelsAt(pixel: number): number;
}

/** Null while there is no room to draw in. */
export function frame(points: readonly Point[], width: number): Frame | null {
  const [left, right, foot] = [LEFT, width - RIGHT, HEIGHT - BOTTOM];
  if (right - left < 20) return null;
  const labels = labelDomain(points);
  const accuracies = accuracyDomain(points);
  return {
    left,
    right,
    top: TOP,
    foot,
    labels,
    accuracies,
    x: linear(labels, [left, right]),
    y: linear(accuracies, [foot, TOP]),
    labelsAt: linear([left, right], labels),
  };
}
