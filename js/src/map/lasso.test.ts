// @vitest-environment node
import { expect, test } from "vitest";
import { countBits, hasBit } from "./bits";
import { boundsOf } from "./camera";
import { buildGrid } from "./grid";
import { pointsInside } from "./lasso";

const inside = (points: number[], polygon: number[]) => {
  const bits = pointsInside(Float32Array.from(points), polygon);
  return Array.from({ length: points.length / 2 }, (_, i) => hasBit(bits, i));
};
const SQUARE = [0, 0, 1, 0, 1, 1, 0, 1];

test("a square, drawn in either direction", () => {
  const points = [0.5, 0.5, 1.5, 0.5, 0.5, -0.1, 0.99, 0.01];
  expect(inside(points, SQUARE)).toEqual([true, false, false, true]);
  expect(inside(points, [0, 1, 1, 1, 1, 0, 0, 0])).toEqual([true, false, false, true]);
});

test("a bay is outside", () => {
  const c = [0, 0, 3, 0, 3, 1, 1, 1, 1, 2, 3, 2, 3, 3, 0, 3];
  expect(inside([2, 1.5, 0.5, 1.5, 2, 0.5, 2, 2.5], c)).toEqual([false, true, true, true]);
});

test("a loop drawn twice over itself stays filled", () => {
  expect(inside([0.5, 0.5, 2, 2], [...SQUARE, ...SQUARE])).toEqual([true, false]);
});

test("points without a place are never inside", () => {
  expect(inside([Number.NaN, 0.5, 0.5, Number.NaN, 0.5, 0.5], SQUARE)).toEqual([
    false,
    false,
    true,
  ]);
});

test("an outline without area selects nothing", () => {
  expect(countBits(pointsInside(Float32Array.of(0, 0), []))).toBe(0);
  expect(countBits(pointsInside(Float32Array.of(0, 0), [0, 0, 1, 0]))).toBe(0);
  expect(countBits(pointsInside(Float32Array.of(0.5, 0), [0, 0, 1, 0, 2, 0]))).toBe(0);
});

test("agrees with the definition of a circle for many points and corners", () => {
  const corners = 300;
  const circle = Array.from({ length: 2 * corners }, (_, k) => {
    const angle = (2 * Math.PI * (k >> 1)) / corners;
    return 0.6 * (k % 2 ? Math.sin(angle) : Math.cos(angle));
  });
  const n = 200;
  const xy = new Float32Array(2 * n * n);
  for (let i = 0; i < n * n; i++) {
    xy[2 * i] = (2 * (i % n)) / n - 0.995;
    xy[2 * i + 1] = (2 * Math.floor(i / n)) / n - 0.995;
  }
  const bits = pointsInside(xy, circle);
  let checked = 0;
  for (let i = 0; i < n * n; i++) {
    const far = Math.hypot(xy[2 * i] as number, xy[2 * i + 1] as number);
    if (Math.abs(far - 0.6) < 1e-3) continue; // the polygon is not quite the circle
    checked++;
    if (hasBit(bits, i) !== far < 0.6) throw new Error(`point ${i} at ${far}`);
  }
  expect(checked).toBeGreaterThan(39_000);
  expect(countBits(bits) / (n * n)).toBeCloseTo((Math.PI * 0.36) / 4, 2);
});

test("the grid changes nothing: outlines of all kinds, points on the borders of cells", () => {
  let seed = 7;
  const random = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) | 0;
    return (seed >>> 0) / 2 ** 32;
  };
  for (let round = 0; round < 32; round++) {
    const n = [1, 2, 40, 600][round % 4] as number;
    // Half of the rounds: places and corners on a lattice, so that they meet exactly.
    const place = () => (round % 2 ? Math.round(16 * random()) / 16 : random()) * 2 - 1;
    const xy = Float32Array.from({ length: 2 * n }, place);
    if (n > 2) xy[4] = Number.NaN;
    const polygon = Array.from({ length: 6 + 2 * Math.floor(12 * random()) }, () => 1.3 * place());
    if (round % 5 === 0) polygon.splice(0, polygon.length, -9, -9, 9, -9, 9, 9, -9, 9);
    const slow = pointsInside(xy, polygon);
    const fast = pointsInside(xy, polygon, buildGrid(xy, boundsOf(xy)));
    expect(fast, `round ${round}`).toEqual(slow);
  }
});
