import { expect, test, vi } from "vitest";
import { h } from "./dom";
import { leaveOnEscape } from "./leave";

function setUp() {
  const inner = h("button", {}, "inner");
  const root = h("div", {}, inner);
  const cell = h("div", { tabIndex: -1 }, root);
  document.body.replaceChildren(cell);
  const stop = leaveOnEscape(root);
  inner.focus();
  const press = (key: string) =>
    inner.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  return { inner, cell, stop, press };
}

test("Escape gives the focus to what holds the widget", () => {
  vi.useFakeTimers();
  const { inner, cell, stop, press } = setUp();
  press("a");
  vi.runAllTimers();
  expect(document.activeElement).toBe(inner);
  press("Escape");
  vi.runAllTimers();
  expect(document.activeElement).toBe(cell);
  stop();
  inner.focus();
  press("Escape");
  vi.runAllTimers();
  expect(document.activeElement).toBe(inner);
  vi.useRealTimers();
});

test("an Escape that closed something leaves the focus where it is", () => {
  vi.useFakeTimers();
  const { inner, press } = setUp();
  inner.addEventListener("keydown", (event) => event.preventDefault());
  press("Escape");
  vi.runAllTimers();
  expect(document.activeElement).toBe(inner);
  vi.useRealTimers();
});
