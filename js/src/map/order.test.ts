// @vitest-environment node
import { expect, test } from "vitest";
import { byUncertainty, nextIn } from "./order";

const xy = Float32Array.of(0, 0, 1, 1, Number.NaN, 0, 0, 1, 1, 0);

test("the most uncertain first, then by position, unknown last, no place never", () => {
  expect([...byUncertainty(xy, Uint8Array.of(10, 254, 200, 255, 254))]).toEqual([1, 4, 0, 3]);
  expect([...byUncertainty(xy, null)]).toEqual([0, 1, 3, 4]);
  expect([...byUncertainty(xy, Uint8Array.of(5))]).toEqual([0, 1, 3, 4]); // column too short
  expect(byUncertainty(new Float32Array(0), null).length).toBe(0);
});

test("walking skips what may not be visited and stops at the ends", () => {
  const order = Uint32Array.of(8, 3, 5);
  const odd = (item: number) => item % 2 === 1;
  expect(nextIn(order, -1, 1, odd)).toBe(1);
  expect(nextIn(order, 1, 1, odd)).toBe(2);
  expect(nextIn(order, 2, 1, odd)).toBe(-1);
  expect(nextIn(order, 1, -1, odd)).toBe(-1);
  expect(nextIn(order, -1, -1, () => true)).toBe(-1);
});
