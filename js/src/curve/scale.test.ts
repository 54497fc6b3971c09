import { describe, expect, it } from "vitest";
import { rawPoint } from "./fixtures";
import { clean } from "./points";
import { accuracyDomain, accuracyStep, labelDomain, linear, niceStep, ticks } from "./scale";

const between = (low: number, high: number) =>
  clean([rawPoint(10, { low, high, accuracy: (low + high) / 2 })]);

describe("linear", () => {
  it("maps, stops at the edges and survives an empty domain", () => {
    const y = linear([0.5, 1], [100, 0]);
    expect([y(0.5), y(0.75), y(1), y(0), y(2)]).toEqual([100, 50, 0, 100, 0]);
    expect(linear([3, 3], [0, 10])(3)).toBe(0);
  });
});

describe("accuracyDomain", () => {
  it("is all of 0 to 1 without evidence", () => expect(accuracyDomain([])).toEqual([0, 1]));

  it.each([
    [0.83, 0.84, [0.8, 1]],
    [0.99, 1, [0.8, 1]],
    [0, 0.01, [0, 0.2]],
    [0.71, 0.93, [0.7, 1]],
    [0.31, 0.97, [0.2, 1]],
    [0.05, 0.95, [0, 1]],
  ])("holds %d to %d in %j", (low, high, domain) => {
    expect(accuracyDomain(between(low, high))).toEqual(domain);
  });

  it("always spans 0.2, holds the intervals, ends on ticks and needs few of them", () => {
    for (let low = 0; low < 1; low += 0.017) {
      for (let high = low; high <= 1; high += 0.023) {
        const domain = accuracyDomain(between(low, high));
        expect(domain[1] - domain[0]).toBeGreaterThan(0.2 - 1e-9);
        expect(domain[0]).toBeLessThanOrEqual(low + 1e-9);
        expect(domain[1]).toBeGreaterThanOrEqual(high - 1e-9);
        const marks = ticks(domain, accuracyStep(domain[1] - domain[0]));
        expect([marks[0], marks.at(-1)]).toEqual(domain);
        expect(marks.length).toBeLessThanOrEqual(5);
      }
    }
  });
});

describe("labelDomain", () => {
  it("starts at zero unless the curve only begins in the right half", () => {
    expect(labelDomain([])).toEqual([0, 1]);
    expect(labelDomain(clean([rawPoint(0)]))).toEqual([0, 1]);
    expect(labelDomain(clean([rawPoint(40)]))).toEqual([0, 40]);
    expect(labelDomain(clean([rawPoint(40), rawPoint(90)]))).toEqual([0, 90]);
    expect(labelDomain(clean([rawPoint(80), rawPoint(90)]))).toEqual([80, 90]);
  });
});

describe("ticks", () => {
  it("are round", () => {
    expect(niceStep(1000, 5, 1)).toBe(200);
    expect(niceStep(3, 10, 1)).toBe(1);
    expect(niceStep(37_000, 5, 1)).toBe(10_000);
    expect(ticks([0, 25], 5)).toEqual([0, 5, 10, 15, 20, 25]);
    expect(ticks([83, 127], 20)).toEqual([100, 120]);
    expect(ticks([0.7, 1], 0.1)).toEqual([0.7, 0.8, 0.9, 1]);
  });
});
