// Points inside a freehand outline. Edges are sorted into horizontal bands first, so that a
// point is tested against the few edges of its own band only.

import { emptyBits, setBit } from "./bits";

const BANDS = 512;

/**
 * Bitmap of the points inside `polygon` ([x0, y0, x1, y1, ...], closed by itself, nonzero winding
 * rule: a loop that crosses itself stays filled). Points without a place are never inside.
 */
export function pointsInside(xy: Float32Array, polygon: ArrayLike<number>): Uint8Array {
  const n = xy.length >> 1;
  const bits = emptyBits(n);
  const corners = polygon.length >> 1;
  if (corners < 3) return bits;
  let x0 = Infinity;
  let x1 = -Infinity;
  let y0 = Infinity;
  let y1 = -Infinity;
  for (let k = 0; k < corners; k++) {
    const x = polygon[2 * k] as number;
    const y = polygon[2 * k + 1] as number;
    x0 = Math.min(x0, x);
    x1 = Math.max(x1, x);
    y0 = Math.min(y0, y);
    y1 = Math.max(y1, y);
  }
  if (!(y1 > y0)) return bits;
  const perUnit = BANDS / (y1 - y0);
  const bandOf = (y: number) => Math.min(BANDS - 1, ((y - y0) * perUnit) | 0);
  const bands: number[][] = Array.from({ length: BANDS }, () => []);
  for (let k = 0; k < corners; k++) {
    const j = (k + 1) % corners;
    const ax = polygon[2 * k] as number;
    const ay = polygon[2 * k + 1] as number;
    const bx = polygon[2 * j] as number;
    const by = polygon[2 * j + 1] as number;
    if (ay === by) continue;
    const last = bandOf(Math.max(ay, by));
    for (let b = bandOf(Math.min(ay, by)); b <= last; b++) bands[b]?.push(ax, ay, bx, by);
  }
  for (let i = 0; i < n; i++) {
    const x = xy[2 * i] as number;
    const y = xy[2 * i + 1] as number;
    // Written so that NaN fails.
    if (!(x >= x0 && x <= x1 && y >= y0 && y <= y1)) continue;
    if (winding(bands[bandOf(y)] as number[], x, y) !== 0) setBit(bits, i);
  }
  return bits;
}

/** How often the edges go around (x, y), counted on a ray to the right. */
function winding(edges: readonly number[], x: number, y: number): number {
  let turns = 0;
  for (let e = 0; e < edges.length; e += 4) {
    const ax = edges[e] as number;
    const ay = edges[e + 1] as number;
    const bx = edges[e + 2] as number;
    const by = edges[e + 3] as number;
    if (ay <= y === by <= y) continue;
    const crossing = ax + ((y - ay) / (by - ay)) * (bx - ax);
    if (crossing > x) turns += by > ay ? 1 : -1;
  }
  return turns;
}
