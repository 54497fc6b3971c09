import { expect, it } from "vitest";
import { rawPoint } from "./fixtures";
import { band, line } from "./paths";
import { clean } from "./points";

const x = (value: number) => value * 10;
const y = (value: number) => 100 - value * 100;
const two = clean([
  rawPoint(1, { accuracy: 0.5, low: 0.4, high: 0.6 }),
  rawPoint(2, { accuracy: 0.75, low: 0.7, high: 0.8 }),
]);

it("draws a line only through two points or more", () => {
  expect(line(two, x, y)).toBe("M10.0 50.0L20.0 25.0");
  expect(line(two.slice(0, 1), x, y)).toBe("");
  expect(line([], x, y)).toBe("");
});

it("draws the band along the upper ends and back along the lower", () => {
  expect(band(two, x, y)).toBe("M10.0 40.0L20.0 20.0L20.0 30.0L10.0 60.0Z");
  expect(band([], x, y)).toBe("");
});

it("gives a single point a bar", () => {
  expect(band(two.slice(0, 1), x, y, 4)).toBe("M8.0 40.0L12.0 40.0L12.0 60.0L8.0 60.0Z");
});
