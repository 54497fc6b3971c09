import { expect, it } from "vitest";
import { rawPoint } from "./fixtures";
import { band, line } from "./paths";
import { clean } from "./points";

const f = { x: (value: number) => value, y: (value: number) => 100 * (1 - value) };
const marks = clean([
  rawPoint(10, { accuracy: 0.5, low: 0.4, high: 0.6 }),
  rawPoint(20, { accuracy: 0.7, low: 0.6, high: 0.8 }),
]);

it("draws a line from two marks on", () => {
  expect(line(marks, f)).toBe("M10.0 50.0L20.0 30.0");
  expect(line(marks.slice(0, 1), f)).toBe("");
});

it("closes the band around the intervals; one mark is a bar", () => {
  expect(band(marks, f)).toBe("M10.0 40.0L20.0 20.0L20.0 40.0L10.0 60.0Z");
  expect(band(marks.slice(0, 1), f)).toBe("M8.5 40.0L11.5 40.0L11.5 60.0L8.5 60.0Z");
  expect(band([], f)).toBe("");
});
