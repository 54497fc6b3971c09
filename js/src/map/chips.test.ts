// @vitest-environment node
import { expect, test } from "vitest";
import { auditChips, classChips, searchChips } from "./chips";

const names = ["cat", "dog", "fox", "bobcat"];
const labelled = Uint32Array.of(1, 2, 3, 4);
const predicted = Uint32Array.of(5, 50, 5, 0);
const of = (chips: { name: string }[]) => chips.map((chip) => chip.name);

test("few classes keep their order, many come the most frequent first", () => {
  expect(of(classChips(names, labelled, predicted, 4))).toEqual(names);
  expect(of(classChips(names, labelled, predicted, 3))).toEqual(["dog", "fox", "cat", "bobcat"]);
  expect(of(classChips(names, labelled, null, 3))).toEqual(["bobcat", "fox", "dog", "cat"]);
});

test("a chip has a mark beside the colour, and says both counts", () => {
  const [cat, dog] = classChips(names, labelled, predicted, 9);
  expect(cat?.mark).not.toBe(dog?.mark);
  expect(dog?.words).toBe("dog: 2 labelled, 50 predicted");
  expect(classChips(names, labelled, null, 9)[1]?.words).toBe("dog: 2 labelled");
});

test("the search finds by any part of the name, its beginning first", () => {
  const chips = classChips(names, labelled, predicted, 9);
  expect(of(searchChips(chips, " CAT"))).toEqual(["cat", "bobcat"]);
  expect(of(searchChips(chips, ""))).toEqual(names);
  expect(searchChips(chips, "zebra")).toEqual([]);
});

test("200 classes: the list is whole, and each is found by name", () => {
  const many = Array.from({ length: 200 }, (_, k) => `intent ${k}`);
  const counts = Uint32Array.from({ length: 200 }, (_, k) => k);
  const chips = classChips(many, counts, counts, 12);
  expect(chips.length).toBe(200);
  expect(chips[0]?.name).toBe("intent 199");
  expect(searchChips(chips, "intent 7")[0]?.name).toBe("intent 79");
});

test("the audit has two chips with counts and signs of their own", () => {
  const [wrong, right] = auditChips([1, 35], false);
  expect([wrong?.mark, right?.mark]).toEqual(["×", "+"]);
  expect(wrong?.words).toBe("1 audited samples that the model gets wrong");
  expect(wrong?.colour).not.toBe(right?.colour);
});
