// Domains, ticks and the straight line from numbers to pixels. No DOM.
import type { Mark } from "./points";

export type Domain = [number, number];

/** Map `domain` onto `range`; what lies outside stops at the edge. */
export function linear(domain: Domain, range: Domain): (value: number) => number {
  const [d0, d1] = domain;
  const [r0, r1] = range;
  const span = d1 - d0 || 1;
  return (value) => r0 + Math.min(1, Math.max(0, (value - d0) / span)) * (r1 - r0);
}

/** The smallest of 1, 2, 5 x 10^k that cuts `span` into at most `most` pieces; never below `least`. */
export function niceStep(span: number, most: number, least: number): number {
  const raw = Math.max(least, span / Math.max(1, most));
  const power = 10 ** Math.floor(Math.log10(raw) + 1e-9);
  const factor = [1, 2, 5, 10].find((f) => f * power >= raw * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/** Distance of the marks on the accuracy axis: .1, .2 or .5, at most four pieces. */
export function accuracyStep(span: number): number {
  return niceStep(span, 4, 0.1);
}

/**
 * Accuracies in tenths, wide enough for every interval and never narrower than 0.2, so that a
 * difference of one point does not look like a cliff.
 */
export function accuracyDomain(marks: readonly Mark[]): Domain {
  if (marks.length === 0) return [0, 1];
  const values = marks.flatMap((mark) => [mark.low, mark.high]);
  // Integers (tenths) keep the ends exact.
  let low = Math.floor(Math.min(...values) * 10 + 1e-9);
  let high = Math.ceil(Math.max(...values) * 10 - 1e-9);
  while (high - low < 2) {
    if (high < 10) high += 1;
    else low -= 1;
  }
  // Both ends on a tick: a scale that starts between two labels is hard to read.
  const step = Math.round(accuracyStep(high / 10 - low / 10) * 10);
  low = Math.max(0, Math.floor(low / step) * step);
  high = Math.min(10, Math.ceil(high / step) * step);
  return [low / 10, high / 10];
}

/** From zero, unless everything lies in the right half. */
export function labelDomain(marks: readonly Mark[]): Domain {
  const all = marks.map((mark) => mark.x);
  const low = Math.min(...all, Number.MAX_VALUE);
  const high = Math.max(...all, 0);
  return [low > high / 2 && low < high ? low : 0, Math.max(1, high)];
}

/** Multiples of `step` inside `domain`. */
export function ticks([low, high]: Domain, step: number): number[] {
  const out: number[] = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
    out.push(Number((i * step).toFixed(10)));
  }
  return out;
}
