// @vitest-environment node
import { expect, test } from "vitest";
import { codeOf, countCodes, countUnplaced } from "./columns";

test("the largest value means none, also outside of the column", () => {
  expect(codeOf(Uint8Array.of(3, 255), 0)).toBe(3);
  expect(codeOf(Uint8Array.of(3, 255), 1)).toBe(-1);
  expect(codeOf(Uint16Array.of(255, 65535), 0)).toBe(255);
  expect(codeOf(Uint16Array.of(255, 65535), 1)).toBe(-1);
  expect(codeOf(Uint8Array.of(3), 9)).toBe(-1);
  expect(codeOf(null, 0)).toBe(-1);
});

test("counts", () => {
  expect([...countCodes(Uint8Array.of(0, 1, 1, 255, 9), 3)]).toEqual([1, 2, 0]);
  expect([...countCodes(null, 2)]).toEqual([0, 0]);
  expect(countUnplaced(Float32Array.of(0, 0, Number.NaN, 0, 1, Number.NaN))).toBe(2);
});
