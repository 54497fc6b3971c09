// @vitest-environment node
import { expect, test } from "vitest";
import { brief, itemWords, plural, uncertaintyText, unplacedText } from "./words";

test("numbers", () => {
  expect([0, 999, 1000, 1234, 12_345, 999_499, 1_000_000].map(brief)).toEqual([
    "0",
    "999",
    "1k",
    "1.2k",
    "12k",
    "999k",
    "1M",
  ]);
  expect(brief(9_960)).toBe("10k");
  expect(brief(999_600)).toBe("1M");
  expect(plural(1, "item", "items")).toBe("1 item");
  expect(plural(1204, "item", "items")).toBe("1,204 items");
  expect([0, 127, 254, 255, undefined].map(uncertaintyText)).toEqual([
    ".00",
    ".50",
    "1.00",
    "",
    "",
  ]);
});

test("items without a place are counted", () => {
  expect(unplacedText(0)).toBe("");
  expect(unplacedText(1)).toBe("1 item has no place on the map");
  expect(unplacedText(3)).toBe("3 items have no place on the map");
});

test("an item in words", () => {
  const known = {
    names: ["cat", "dog"],
    prediction: Uint8Array.of(1, 0, 7),
    uncertainty: Uint8Array.of(254, 255, 0),
    labels: Uint8Array.of(255, 0, 255),
  };
  expect(itemWords(0, known)).toEqual(["predicted dog", "uncertainty 1.00", "not labelled"]);
  expect(itemWords(1, known)).toEqual(["labelled cat", "predicted cat"]);
  expect(itemWords(2, known)).toEqual(["predicted class 8", "uncertainty .00", "not labelled"]);
});
