// @vitest-environment node
import { expect, test } from "vitest";
import { MapData } from "./data";
import { neighbourIn } from "./neighbours";

function dataOf(...xy: number[]): MapData {
  const data = new MapData();
  data.setCoordinates(Float32Array.from(xy));
  return data;
}

test("the nearest within 45 degrees of the direction, near ones first", () => {
  const data = dataOf(0, 0, 0.5, 0.1, 1, 0, -0.3, 0, 0.1, 0.4, 0.2, -0.9, Number.NaN, 0);
  expect(neighbourIn(data, 0, 1, 0)).toBe(1);
  expect(neighbourIn(data, 1, 1, 0)).toBe(2);
  expect(neighbourIn(data, 0, -1, 0)).toBe(3);
  expect(neighbourIn(data, 0, 0, 1)).toBe(4);
  expect(neighbourIn(data, 0, 0, -1)).toBe(5);
  expect(neighbourIn(data, 2, 1, 0)).toBeNull();
  expect(neighbourIn(data, 6, 1, 0)).toBeNull(); // no place itself
});

test("it agrees with looking at all points", () => {
  let seed = 7;
  const random = () => {
    seed = (seed * 48271) % 2147483647;
    return seed / 2147483647;
  };
  const xy = Array.from({ length: 2 * 3000 }, () => random() ** 3 - 0.5);
  const data = dataOf(...xy);
  for (const [dx, dy] of [
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
  ] as const) {
    for (let item = 0; item < 60; item++) {
      let [best, least] = [-1, Number.POSITIVE_INFINITY];
      for (let j = 0; j < data.n; j++) {
        const ox = (data.xy[2 * j] as number) - (data.xy[2 * item] as number);
        const oy = (data.xy[2 * j + 1] as number) - (data.xy[2 * item + 1] as number);
        const along = ox * dx + oy * dy;
        if (along <= 0 || Math.abs(ox * dy - oy * dx) > along) continue;
        if (Math.hypot(ox, oy) < least) [best, least] = [j, Math.hypot(ox, oy)];
      }
      expect(neighbourIn(data, item, dx, dy)).toBe(best < 0 ? null : best);
    }
  }
});

test("one point, two equal ones: nowhere to go", () => {
  expect(neighbourIn(dataOf(1, 1), 0, 1, 0)).toBeNull();
  expect(neighbourIn(dataOf(1, 1, 1, 1), 0, 1, 0)).toBeNull();
  expect(neighbourIn(dataOf(), 0, 1, 0)).toBeNull();
});
