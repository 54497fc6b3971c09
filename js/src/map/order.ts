// The way through the map by keyboard: the most uncertain point first.

import { NO_UNCERTAINTY } from "./columns";

/** Items with a place, by falling uncertainty (then by position); unknown uncertainty last. */
export function byUncertainty(xy: Float32Array, uncertainty: Uint8Array | null): Uint32Array {
  const n = xy.length >> 1;
  const rankOf = (item: number) => {
    if (!Number.isFinite((xy[2 * item] as number) + (xy[2 * item + 1] as number))) return -1;
    const value = uncertainty?.[item] ?? NO_UNCERTAINTY;
    return value === NO_UNCERTAINTY ? 255 : 254 - value;
  };
  const start = new Uint32Array(257);
  for (let i = 0; i < n; i++) {
    const rank = rankOf(i);
    if (rank >= 0) (start[rank + 1] as number)++;
  }
  for (let r = 1; r < start.length; r++) start[r] = (start[r] as number) + (start[r - 1] as number);
  const order = new Uint32Array(start[256] as number);
  for (let i = 0; i < n; i++) {
    const rank = rankOf(i);
    if (rank >= 0) order[(start[rank] as number)++] = i;
  }
  return order;
}

/**
 * The next place in `order` whose item may be visited, going by `step` (+1 or -1) from `from`
 * (-1: before the first). It does not wrap; -1 when there is none that way.
 */
export function nextIn(
  order: Uint32Array,
  from: number,
  step: 1 | -1,
  allowed: (item: number) => boolean,
): number {
  for (let at = from + step; at >= 0 && at < order.length; at += step) {
    if (allowed(order[at] as number)) return at;
  }
  return -1;
}
