// @vitest-environment node
import { expect, test } from "vitest";
import { codeOf, countCodes, countUnplaced, itemsWithCode, patchCodes } from "./columns";

test("the largest value means none, also outside of the column", () => {
  expect(codeOf(Uint8Array.of(3, 255), 0)).toBe(3);
  expect(codeOf(Uint8Array.of(3, 255), 1)).toBe(-1);
  expect(codeOf(Uint16Array.of(255, 65535), 0)).toBe(255);
  expect(codeOf(Uint16Array.of(255, 65535), 1)).toBe(-1);
  expect(codeOf(Uint8Array.of(3), 9)).toBe(-1);
  expect(codeOf(null, 0)).toBe(-1);
});

test("a patch sets, clears, and leaves the old column alone", () => {
  const old = Uint8Array.of(255, 1, 2);
  const next = patchCodes(old, [0, 1], [7, -1], 3);
  expect([...next]).toEqual([7, 255, 2]);
  expect([...old]).toEqual([255, 1, 2]);
});

test("a patch makes the column when there is none, longer and wider when needed", () => {
  expect([...patchCodes(null, [1], [0], 3)]).toEqual([255, 0, 255]);
  expect([...patchCodes(Uint8Array.of(4), [3], [1], 2)]).toEqual([4, 255, 255, 1]);
  const wide = patchCodes(Uint8Array.of(255, 4), [0], [255], 2);
  expect(wide).toBeInstanceOf(Uint16Array);
  expect([...wide]).toEqual([255, 4]);
  expect([...patchCodes(Uint8Array.of(255, 4), [1], [300], 2)]).toEqual([65535, 300]);
});

test("counts", () => {
  expect([...countCodes(Uint8Array.of(0, 1, 1, 255, 9), 3)]).toEqual([1, 2, 0]);
  expect([...countCodes(null, 2)]).toEqual([0, 0]);
  expect([...itemsWithCode(Uint8Array.of(255, 0, 255, 5))]).toEqual([1, 3]);
  expect(itemsWithCode(null).length).toBe(0);
  expect(countUnplaced(Float32Array.of(0, 0, Number.NaN, 0, 1, Number.NaN))).toBe(2);
});
