// Nearest point under the mouse: a uniform grid in typed arrays (a counting sort of the cells).

import type { Bounds } from "./camera";
import { finish } from "./slices";

export interface Grid {
  readonly x0: number;
  readonly y0: number;
  readonly cell: number; // side of a cell in data units
  readonly columns: number;
  readonly rows: number;
  readonly start: Uint32Array; // items of cell c: items[start[c] .. start[c + 1])
  readonly items: Uint32Array;
}

const PER_CELL = 4;
const MAX_SIDE = 1024;

const STEP = 1 << 16; // points between two pauses

export function buildGrid(xy: Float32Array, bounds: Bounds | null): Grid {
  return finish(gridSteps(xy, bounds));
}

/** The same with pauses, for work that must not be noticed. */
export function* gridSteps(xy: Float32Array, bounds: Bounds | null): Generator<void, Grid> {
  const n = xy.length >> 1;
  const box = bounds ?? { x0: 0, y0: 0, x1: 0, y1: 0 };
  const width = box.x1 - box.x0;
  const height = box.y1 - box.y0;
  const side = Math.min(MAX_SIDE, Math.max(1, Math.ceil(Math.sqrt(n / PER_CELL))));
  const cell = Math.max(width, height) / side || 1;
  const columns = Math.min(side, Math.floor(width / cell) + 1);
  const rows = Math.min(side, Math.floor(height / cell) + 1);
  const start = new Uint32Array(columns * rows + 1);
  const of = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    if (i % STEP === STEP - 1) yield;
    const x = xy[2 * i] as number;
    const y = xy[2 * i + 1] as number;
    if (!Number.isFinite(x + y)) {
      of[i] = -1;
      continue;
    }
    const column = Math.min(columns - 1, ((x - box.x0) / cell) | 0);
    const row = Math.min(rows - 1, ((y - box.y0) / cell) | 0);
    const c = row * columns + column;
    of[i] = c;
    (start[c + 1] as number)++;
  }
  for (let c = 1; c < start.length; c++) start[c] = (start[c] as number) + (start[c - 1] as number);
  const items = new Uint32Array(start[start.length - 1] as number);
  const next = start.slice();
  yield;
  for (let i = 0; i < n; i++) {
    if (i % STEP === STEP - 1) yield;
    const c = of[i] as number;
    if (c >= 0) items[(next[c] as number)++] = i;
  }
  return { x0: box.x0, y0: box.y0, cell, columns, rows, start, items };
}

interface Cells {
  readonly c0: number;
  readonly c1: number;
  readonly r0: number;
  readonly r1: number;
}

/** The cells that a box touches, the last ones included. */
function cellsOf(grid: Grid, { x0, y0, x1, y1 }: Bounds): Cells {
  const at = (value: number, origin: number) => Math.floor((value - origin) / grid.cell);
  // The last cell also holds what rounding put on the far edge.
  return {
    c0: Math.min(Math.max(0, at(x0, grid.x0)), grid.columns - 1),
    c1: Math.min(grid.columns - 1, at(x1, grid.x0)),
    r0: Math.min(Math.max(0, at(y0, grid.y0)), grid.rows - 1),
    r1: Math.min(grid.rows - 1, at(y1, grid.y0)),
  };
}

/** All items of the cells that a box touches, in order; null when they are more than `most`. */
export function itemsNear(grid: Grid, box: Bounds, most: number): Uint32Array | null {
  const { c0, c1, r0, r1 } = cellsOf(grid, box);
  const parts: Uint32Array[] = [];
  let count = 0;
  for (let row = r0; c0 <= c1 && row <= r1; row++) {
    // The cells of a row lie one after the other.
    const from = grid.start[row * grid.columns + c0] as number;
    const to = grid.start[row * grid.columns + c1 + 1] as number;
    parts.push(grid.items.subarray(from, to));
    count += to - from;
    if (count > most) return null;
  }
  const items = new Uint32Array(count);
  let at = 0;
  for (const part of parts) {
    items.set(part, at);
    at += part.length;
  }
  return items.sort();
}

/** Item nearest to (x, y) and not farther than `radius` (data units); -1 when there is none. */
export function nearest(
  grid: Grid,
  xy: Float32Array,
  x: number,
  y: number,
  radius: number,
): number {
  const box = { x0: x - radius, y0: y - radius, x1: x + radius, y1: y + radius };
  const { c0, c1, r0, r1 } = cellsOf(grid, box);
  let best = -1;
  let least = radius * radius;
  for (let row = r0; row <= r1; row++) {
    for (let column = c0; column <= c1; column++) {
      const c = row * grid.columns + column;
      const end = grid.start[c + 1] as number;
      for (let k = grid.start[c] as number; k < end; k++) {
        const item = grid.items[k] as number;
        const dx = (xy[2 * item] as number) - x;
        const dy = (xy[2 * item + 1] as number) - y;
        const distance = dx * dx + dy * dy;
        if (distance < least || (distance === least && best < 0)) {
          least = distance;
          best = item;
        }
      }
    }
  }
  return best;
}
