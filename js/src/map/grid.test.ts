// @vitest-environment node
import { expect, test } from "vitest";
import { boundsOf } from "./camera";
import { buildGrid, itemsNear, nearest } from "./grid";

function random(n: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: 2 * n }, () => {
    state = (state * 16807) % 2147483647;
    return (2 * state) / 2147483647 - 1;
  });
}

const grid = (xy: Float32Array) => buildGrid(xy, boundsOf(xy));

test("finds the same point as a search through all of them", () => {
  const xy = random(1000, 7);
  for (let i = 0; i < 300; i += 7) xy[2 * i] = Number.NaN;
  const index = grid(xy);
  const queries = random(120, 11).map((v) => v * 1.2); // also outside of the bounds
  for (const radius of [0.005, 0.03, 0.5]) {
    for (let q = 0; q < queries.length; q += 2) {
      const x = queries[q] as number;
      const y = queries[q + 1] as number;
      let best = -1;
      let least = radius * radius;
      for (let i = 0; i < xy.length / 2; i++) {
        const d = ((xy[2 * i] as number) - x) ** 2 + ((xy[2 * i + 1] as number) - y) ** 2;
        if (d < least) {
          least = d;
          best = i;
        }
      }
      expect(nearest(index, xy, x, y, radius)).toBe(best);
    }
  }
});

test("every point with a place is in exactly one cell", () => {
  const xy = random(1000, 3);
  xy[2 * 500] = Number.NaN;
  xy[2 * 501 + 1] = Number.NEGATIVE_INFINITY;
  const items = [...grid(xy).items].sort((a, b) => a - b);
  expect(items).toEqual([...Array(1000).keys()].filter((i) => i !== 500 && i !== 501));
});

test("no point, one point, equal points, points on a line", () => {
  const none = new Float32Array(0);
  expect(nearest(grid(none), none, 0, 0, 1)).toBe(-1);
  const lost = Float32Array.of(Number.NaN, Number.NaN);
  expect(nearest(grid(lost), lost, 0, 0, 10)).toBe(-1);
  const one = Float32Array.of(0.5, 0.5);
  expect(nearest(grid(one), one, 0.5, 0.51, 0.1)).toBe(0);
  expect(nearest(grid(one), one, 0.5, 0.51, 0.001)).toBe(-1);
  const same = Float32Array.from({ length: 200 }, () => 0.25);
  expect(nearest(grid(same), same, 0.25, 0.25, 0.1)).toBe(0);
  const line = Float32Array.from({ length: 200 }, (_, k) => (k % 2 ? 0 : k / 200));
  expect(nearest(grid(line), line, 0.402, 0, 0.05)).toBe(40);
});

test("a box gives at least all points inside of it, in order, unless they are too many", () => {
  const xy = random(3000, 5);
  const index = grid(xy);
  for (const box of [
    { x0: -0.2, y0: 0.1, x1: 0.3, y1: 0.2 },
    { x0: 0.9, y0: 0.9, x1: 4, y1: 4 },
    { x0: -9, y0: -9, x1: 9, y1: 9 },
  ]) {
    const items = [...(itemsNear(index, box, 3000) ?? [])];
    expect(items).toEqual([...new Set(items)].sort((a, b) => a - b));
    const near = new Set(items);
    for (let i = 0; i < 3000; i++) {
      const [x, y] = [xy[2 * i] as number, xy[2 * i + 1] as number];
      const inside = x >= box.x0 && x <= box.x1 && y >= box.y0 && y <= box.y1;
      if (inside) expect(near.has(i)).toBe(true);
    }
  }
  const small = itemsNear(index, { x0: 0, y0: 0, x1: 0.01, y1: 0.01 }, 3000);
  expect(small?.length).toBeLessThan(100);
  expect(itemsNear(index, { x0: -9, y0: -9, x1: 9, y1: 9 }, 2999)).toBeNull();
  expect(itemsNear(index, { x0: -9, y0: 0, x1: -8, y1: 1 }, 3000)?.length).toBe(0);
  expect(itemsNear(grid(new Float32Array(0)), { x0: 0, y0: 0, x1: 1, y1: 1 }, 9)?.length).toBe(0);
});
