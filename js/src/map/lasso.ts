// Points inside a freehand outline. Edges are sorted into horizontal bands first, so that a
// point is tested against the few edges of its own band only; where the grid of the mouse is known,
// only the points of the cells that the outline crosses are tested at all.

import { emptyBits, setBit } from "./bits";
import type { Bounds } from "./camera";
import type { Grid } from "./grid";

const BANDS = 512;
const SLACK = 1e-6; // of a cell: more than what rounding moves

/**
 * Bitmap of the points inside `polygon` ([x0, y0, x1, y1, ...], closed by itself, nonzero winding
 * rule: a loop that crosses itself stays filled). Points without a place are never inside.
 */
export function pointsInside(
  xy: Float32Array,
  polygon: ArrayLike<number>,
  grid: Grid | null = null,
): Uint8Array {
  const bits = emptyBits(xy.length >> 1);
  const outline = polygon.length >= 6 ? new Outline(polygon) : null;
  if (!outline) return bits;
  const test = (i: number) => {
    if (outline.holds(xy[2 * i] as number, xy[2 * i + 1] as number)) setBit(bits, i);
  };
  if (grid) byCells(grid, outline, bits, test);
  else for (let i = 0; i < xy.length >> 1; i++) test(i);
  return bits;
}

class Outline {
  readonly box: Bounds;
  readonly #perUnit: number;
  readonly #bands: number[][] = Array.from({ length: BANDS }, () => []);

  constructor(readonly polygon: ArrayLike<number>) {
    const box = { x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity };
    this.edges((ax, ay) => {
      box.x0 = Math.min(box.x0, ax);
      box.x1 = Math.max(box.x1, ax);
      box.y0 = Math.min(box.y0, ay);
      box.y1 = Math.max(box.y1, ay);
    });
    this.box = box;
    this.#perUnit = BANDS / (box.y1 - box.y0 || 1);
    this.edges((ax, ay, bx, by) => {
      if (ay === by) return;
      const last = this.#bandOf(Math.max(ay, by));
      for (let b = this.#bandOf(Math.min(ay, by)); b <= last; b++) {
        this.#bands[b]?.push(ax, ay, bx, by);
      }
    });
  }

  /** Call `edge` for every side. */
  edges(edge: (ax: number, ay: number, bx: number, by: number) => void): void {
    const { polygon } = this;
    const size = polygon.length & ~1;
    for (let k = 0; k < size; k += 2) {
      const j = (k + 2) % size;
      const [ax, ay, bx, by] = [polygon[k], polygon[k + 1], polygon[j], polygon[j + 1]];
      edge(ax as number, ay as number, bx as number, by as number);
    }
  }

  holds(x: number, y: number): boolean {
    const { x0, x1, y0, y1 } = this.box;
    // Written so that NaN fails.
    if (!(x >= x0 && x <= x1 && y >= y0 && y <= y1)) return false;
    return winding(this.#bands[this.#bandOf(y)] as number[], x, y) !== 0;
  }

  #bandOf(y: number): number {
    return Math.min(BANDS - 1, ((y - this.box.y0) * this.#perUnit) | 0);
  }
}

/** Whole runs of cells at once; only where the outline passes point by point. */
function byCells(
  { x0, y0, cell, columns, rows, start, items }: Grid,
  outline: Outline,
  bits: Uint8Array,
  test: (item: number) => void,
): void {
  const crossed = new Uint8Array(columns * rows);
  const at = (value: number, most: number) => Math.min(most - 1, Math.max(0, Math.floor(value)));
  // A side crosses, in each row of cells, those between where it enters and where it leaves.
  outline.edges((ax, ay, bx, by) => {
    const [x, y, endX, endY] = [
      (ax - x0) / cell,
      (ay - y0) / cell,
      (bx - x0) / cell,
      (by - y0) / cell,
    ];
    const low = Math.min(y, endY);
    const high = Math.max(y, endY);
    const slope = high > low ? (endX - x) / (endY - y) : 0;
    const across = (v: number) =>
      high > low ? x + (Math.min(high, Math.max(low, v)) - y) * slope : x;
    for (let row = at(low - SLACK, rows); row <= at(high + SLACK, rows); row++) {
      const last = row === rows - 1 ? high : row + 1; // the last cells hold what lies beyond too
      const sides =
        high > low ? [across(row === 0 ? low : row - SLACK), across(last + SLACK)] : [x, endX];
      const from = at(Math.min(...sides) - SLACK, columns);
      const to = at(Math.max(...sides) + SLACK, columns);
      crossed.fill(1, row * columns + from, row * columns + to + 1);
    }
  });
  for (let row = 0; row < rows; row++) {
    for (let c = row * columns; c < (row + 1) * columns; ) {
      const edge = crossed[c];
      const first = c;
      while (c < (row + 1) * columns && crossed[c] === edge) c++;
      const from = start[first] as number;
      const to = start[c] as number;
      if (from === to) continue;
      if (edge) for (let k = from; k < to; k++) test(items[k] as number);
      else if (outline.holds(x0 + (first - row * columns + 0.5) * cell, y0 + (row + 0.5) * cell)) {
        for (let k = from; k < to; k++) setBit(bits, items[k] as number);
      }
    }
  }
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
