import { describe, expect, it } from "vitest";
import { rawPoint } from "./fixtures";
import { clean, current } from "./points";

describe("clean", () => {
  it("orders by training labels", () => {
    expect(clean([rawPoint(30), rawPoint(10), rawPoint(20)]).map((p) => p.x)).toEqual([10, 20, 30]);
  });

  it("drops points without a place and takes nothing for an empty curve", () => {
    const bad = [rawPoint(Number.NaN), rawPoint(-1), null as never, rawPoint(5)];
    expect(clean(bad).map((p) => p.x)).toEqual([5]);
    expect(clean([])).toEqual([]);
    expect(clean(undefined)).toEqual([]);
  });

  it.each([
    ["accuracy null", { accuracy: null }],
    ["accuracy NaN", { accuracy: Number.NaN }],
    ["accuracy above 1", { accuracy: 1.2 }],
    ["no lower end", { low: null }],
    ["no upper end", { high: Number.NaN }],
    ["ends the wrong way round", { low: 0.9, high: 0.8 }],
  ])("leaves out a number when half of it is missing: %s", (_, more) => {
    expect(clean([rawPoint(10, more), rawPoint(20)]).map((p) => p.x)).toEqual([20]);
  });

  it("says which model and how", () => {
    expect(clean([rawPoint(10)])[0]?.how).toBe("v10 · Wilson");
    expect(clean([rawPoint(10, { method: "" })])[0]?.how).toBe("v10");
  });

  it("leaves out models that were measured on nothing", () => {
    const points = [rawPoint(5, { n: 0 }), rawPoint(6, { n: Number.NaN }), rawPoint(7)];
    expect(clean(points).map((p) => p.x)).toEqual([7]);
  });

  it("keeps the interval of a point without enough evidence", () => {
    const [point] = clean([rawPoint(10, { enough: false })]);
    expect(point).toMatchObject({ enough: false, y: 0.87, low: 0.76, high: 0.93 });
  });

  it("keeps the newest model of one number of labels, in any order", () => {
    const [a, b] = [rawPoint(10, { version: 3 }), rawPoint(10, { version: 4 })];
    expect(clean([a, b]).map((p) => p.version)).toEqual([4]);
    expect(clean([b, a]).map((p) => p.version)).toEqual([4]);
  });
});

describe("current", () => {
  it("is the newest model, which after an undo is not the rightmost", () => {
    const points = clean([rawPoint(9, { version: 5 }), rawPoint(10, { version: 4 })]);
    expect(current(points)?.x).toBe(9);
    expect(current([])).toBeUndefined();
  });
});
