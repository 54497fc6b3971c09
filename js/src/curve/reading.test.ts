import { describe, expect, it } from "vitest";
import { nearest, step } from "./reading";
import type { Series } from "./series";

const marks = (...xs: number[]) =>
  xs.map((x) => ({ x, y: 0.5, low: 0.4, high: 0.6, n: 9, how: "" }));
const series: Series[] = [
  { kind: "random", marks: marks(5, 50) },
  { kind: "active", marks: marks(10, 20, 60) },
];

describe("step", () => {
  it("goes along a line and stops at its ends", () => {
    expect(step(series, [1, 0], "ArrowRight")).toEqual([1, 1]);
    expect(step(series, [1, 2], "ArrowRight")).toEqual([1, 2]);
    expect(step(series, [1, 0], "ArrowLeft")).toEqual([1, 0]);
    expect(step(series, [1, 1], "Home")).toEqual([1, 0]);
    expect(step(series, [1, 1], "End")).toEqual([1, 2]);
  });
  it("goes over to the nearest mark of another line, around", () => {
    expect(step(series, [1, 2], "ArrowDown")).toEqual([0, 1]);
    expect(step(series, [0, 0], "ArrowDown")).toEqual([1, 0]);
    expect(step(series, [1, 0], "ArrowUp")).toEqual([0, 0]);
  });
  it("leaves other keys alone", () => expect(step(series, [0, 0], "Tab")).toBeNull());
});

describe("nearest", () => {
  it("looks at all lines or one, and finds nothing in nothing", () => {
    const to = (x: number) => (_: string, mark: { x: number }) => Math.abs(mark.x - x);
    expect(nearest(series, to(52))).toEqual([0, 1]);
    expect(nearest(series, to(52), 1)).toEqual([1, 2]);
    expect(nearest([], to(1))).toBeNull();
  });
});
