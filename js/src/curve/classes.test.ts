import { expect, it } from "vitest";
import type { ClassRow } from "../shared/trust";
import { classesLine, classWords, createClasses } from "./classes";

const cat: ClassRow = ["cat", 15, 0.8, 0.55, 0.93];
const owl: ClassRow = ["owl", 3, null, 0.1, 1];
const none: ClassRow = ["<b>new</b>", 0, null, 0, 1];

it("says of each class what is known, or that it is not", () => {
  expect(classWords(cat)).toEqual(["0.80, n = 15", " (0.55 to 0.93)"]);
  expect(classWords(owl)).toEqual(["not enough evidence, n = 3", ""]);
  expect(classWords(none)).toEqual(["no audited labels", ""]);
  expect(classesLine([cat])).toContain("worst first: 1 class");
  expect(classesLine([cat, owl, none])).toContain("3 classes; of 2 not enough is known");
});

it("draws dots with rods on one scale, and none for what is not known", () => {
  const view = createClasses();
  view.update([cat, owl, none]);
  const items = [...view.element.querySelectorAll("li")];
  const track = items[0]?.querySelector<HTMLElement>(".al-curve-track");
  expect(track?.style.getPropertyValue("--at")).toBe("0.8");
  expect(track?.style.getPropertyValue("--low")).toBe("0.55");
  expect(items[0]?.title).toBe("cat: 0.80, n = 15 (0.55 to 0.93)");
  expect(items[1]?.querySelector(".al-curve-track")).toBeNull();
  expect(view.element.querySelector("b b, li > b")).toBeNull();
  expect(items[2]?.textContent).toContain("<b>new</b>");
});

it("holds two hundred classes and none", () => {
  const view = createClasses();
  view.update(Array.from({ length: 200 }, (_, i) => [`c${i}`, 9, i / 200, 0, 1] as ClassRow));
  expect(view.element.querySelectorAll("li")).toHaveLength(200);
  view.update([]);
  expect(view.element.querySelectorAll("li")).toHaveLength(0);
});
