// Nearest point under the mouse: a uniform grid in typed arrays (a counting sort of the cells).

import type { Bounds } from "./camera";

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

export function buildGrid(xy: Float32Array, bounds: Bounds | null): Grid {
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
  for (let i = 0; i < n; i++) {
    const c = of[i] as number;
    if (c >= 0) items[(next[c] as number)++] = i;
  }
  return { x0: box.x0, y0: box.y0, cell, columns, rows, start, items };
}

/** Item nearest to (x, y) and not farther than `radius` (data units); -1 when there is none. */
export function nearest(
  grid: Grid,
  xy: Float32Array,
  x: number,
  y: number,
  radius: number,
): number {
  const low = (value: number, origin: number) =>
    Math.max(0, Math.floor((value - radius - origin) / grid.cell));
  const high = (value: number, origin: number, count: number) =>
    Math.min(count - 1, Math.floor((value + radius - origin) / grid.cell));
  // The last cell also holds what rounding put on the far edge.
  const c0 = Math.min(low(x, grid.x0), grid.columns - 1);
  const c1 = high(x, grid.x0, grid.columns);
  const r0 = Math.min(low(y, grid.y0), grid.rows - 1);
  const r1 = high(y, grid.y0, grid.rows);
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
