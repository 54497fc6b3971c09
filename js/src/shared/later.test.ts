import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createLater } from "./later";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("works once, and only after the frame that was asked in", () => {
  const seen: string[] = [];
  const later = createLater(() => seen.push("work"));
  later.ask();
  later.ask();
  requestAnimationFrame(() => seen.push("frame"));
  expect(seen).toEqual([]);
  vi.advanceTimersByTime(50);
  expect(seen).toEqual(["frame", "work"]);
  later.ask();
  vi.advanceTimersByTime(50);
  expect(seen).toHaveLength(3);
});

it("works in a page that draws no frames", () => {
  vi.stubGlobal("requestAnimationFrame", () => 1);
  let worked = 0;
  createLater(() => {
    worked += 1;
  }).ask();
  vi.advanceTimersByTime(199);
  expect(worked).toBe(0);
  vi.advanceTimersByTime(1);
  expect(worked).toBe(1);
});

it("does nothing once it is stopped", () => {
  const work = vi.fn();
  const later = createLater(work);
  later.ask();
  later.stop();
  vi.advanceTimersByTime(500);
  expect(work).not.toHaveBeenCalled();
});
