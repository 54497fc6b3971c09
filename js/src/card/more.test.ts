import { expect, it } from "vitest";
import { fadeEdge } from "./more";

function area(height: number): HTMLElement {
  const el = document.createElement("div");
  Object.defineProperty(el, "clientHeight", { value: 100 });
  Object.defineProperty(el, "scrollHeight", { value: height, configurable: true });
  return el;
}

it("says that there is more below, until the end is in view", () => {
  const el = area(300);
  const edge = fadeEdge(el);
  expect(el.hasAttribute("data-al-more")).toBe(true);
  el.scrollTop = 200;
  el.dispatchEvent(new Event("scroll"));
  expect(el.hasAttribute("data-al-more")).toBe(false);
  edge.stop();
  el.scrollTop = 0;
  el.dispatchEvent(new Event("scroll"));
  expect(el.hasAttribute("data-al-more")).toBe(false);
});

it("says nothing where all of it is in view, and looks again when it grows", () => {
  const el = area(101);
  const edge = fadeEdge(el);
  expect(el.hasAttribute("data-al-more")).toBe(false);
  Object.defineProperty(el, "scrollHeight", { value: 500 });
  edge.look();
  expect(el.hasAttribute("data-al-more")).toBe(true);
});
