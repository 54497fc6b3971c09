// @vitest-environment node
import { expect, test } from "vitest";
import { ends, type NumberColumn, numberText, Ranks } from "./numbers";

const column: NumberColumn = {
  name: "margin",
  title: "margin",
  text: "",
  version: 1,
  low: -1,
  high: 1,
  below: false,
  above: true,
  values: Uint8Array.of(0, 127, 254, 255, 254),
};

test("the ends are the real numbers, and say what lies beyond", () => {
  expect(ends(column)).toEqual(["−1", "≥ 1"]);
  expect(ends({ ...column, low: 0, below: true })).toEqual(["≤ 0", "≥ 1"]);
});

test("a byte is read back between the ends; unknown is nothing", () => {
  expect([0, 1, 2, 3, 9].map((item) => numberText(column, item))).toEqual([
    "−1",
    "≈ 0",
    "1",
    "",
    "",
  ]);
  expect(numberText({ ...column, values: null }, 0)).toBe("");
});

test("ranks count the higher bytes; ties share a rank, unknown has none", () => {
  const ranks = new Ranks();
  const { values } = column;
  expect(ranks.rank(values, 2)).toEqual({ rank: 1, of: 4 });
  expect(ranks.rank(values, 4)).toEqual({ rank: 1, of: 4 });
  expect(ranks.rank(values, 1)).toEqual({ rank: 3, of: 4 });
  expect(ranks.rank(values, 0)).toEqual({ rank: 4, of: 4 });
  expect(ranks.rank(values, 3)).toBeNull();
  expect(ranks.rank(Uint8Array.of(7), 0)).toEqual({ rank: 1, of: 1 }); // another column
  expect(ranks.rank(null, 0)).toBeNull();
});
