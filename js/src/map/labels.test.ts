// @vitest-environment node
import { expect, test } from "vitest";
import { countCodes } from "./columns";
import { isIn, itemsWithCode, Labels } from "./labels";

function labelsOf(codes: Uint8Array | Uint16Array | null): Labels {
  const labels = new Labels();
  labels.set(codes);
  return labels;
}

test("a patch changes the column in place and says what is different", () => {
  const column = Uint8Array.of(255, 1, 2);
  const labels = labelsOf(column);
  expect(labels.patch([0, 1, 2], [7, -1, 2], 3)).toEqual([0, 1]);
  expect(labels.codes).toBe(column);
  expect([...column]).toEqual([7, 255, 2]);
  expect([...labels.items]).toEqual([0, 2]);
  expect(labels.patch([0, 1], [7, -1], 3)).toEqual([]);
});

test("a patch makes the column when there is none, longer and wider when needed", () => {
  const patched = (
    codes: Uint8Array | Uint16Array | null,
    item: number,
    code: number,
    n: number,
  ) => {
    const labels = labelsOf(codes);
    labels.patch([item], [code], n);
    return labels;
  };
  expect([...(patched(null, 1, 0, 3).codes ?? [])]).toEqual([255, 0, 255]);
  expect([...(patched(Uint8Array.of(4), 3, 1, 2).codes ?? [])]).toEqual([4, 255, 255, 1]);
  const wide = patched(Uint8Array.of(255, 4), 0, 255, 2);
  expect(wide.codes).toBeInstanceOf(Uint16Array);
  expect([...(wide.codes ?? [])]).toEqual([255, 4]);
  expect([...wide.items]).toEqual([0, 1]);
  expect([...(patched(Uint8Array.of(255, 4), 1, 300, 2).codes ?? [])]).toEqual([65535, 300]);
});

test("after any patches, items and counts are what a look at the whole column gives", () => {
  let state = 5;
  const random = (below: number) => {
    state = (state * 16807) % 2147483647;
    return state % below;
  };
  const labels = labelsOf(Uint8Array.from({ length: 500 }, () => (random(4) ? 255 : random(3))));
  for (const many of [1, 1, 3, 40, 200, 1, 64, 65, 1]) {
    const items = Array.from({ length: many }, () => random(500)); // some of them twice
    labels.patch(
      items,
      items.map(() => random(4) - 1),
      500,
    );
    expect([...labels.items]).toEqual([...itemsWithCode(labels.codes)]);
    expect([...labels.counts(3)]).toEqual([...countCodes(labels.codes, 3)]);
  }
  labels.set(null);
  expect([...labels.counts(2)]).toEqual([0, 0]);
  expect(labels.items.length).toBe(0);
});

test("looking up in the sorted list", () => {
  const items = Uint32Array.of(2, 5, 9);
  expect([0, 2, 3, 5, 9, 10].map((item) => isIn(items, item))).toEqual([
    false,
    true,
    false,
    true,
    true,
    false,
  ]);
  expect(isIn(new Uint32Array(0), 0)).toBe(false);
});
