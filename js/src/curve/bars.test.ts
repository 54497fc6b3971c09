import { expect, it } from "vitest";
import { bars } from "./bars";

const made = (version: number, seconds: number) => ({
  version,
  n_labels: 1000 + version,
  seconds,
  device: "cpu",
  learner: "linear",
});

it("turns newest first into oldest first and marks the newest", () => {
  const row = bars([made(3, 0.4), made(2, 0.2), made(1, 1.24)]);
  expect(row.unit).toBe("s");
  expect(row.bars.map((bar) => bar.label)).toEqual(["1.2", ".20", ".40"]);
  expect(row.bars.map((bar) => bar.newest)).toEqual([false, false, true]);
  expect(row.bars[1]?.height).toBeCloseTo(0.2 / 1.24);
  expect(row.bars[2]?.words).toBe("v3: 0.40 s, 1003 labels, linear, cpu");
});

it("cuts off what is far slower than the rest, so that the rest can be compared", () => {
  const row = bars([made(5, 0.27), made(4, 0.17), made(3, 0.13), made(2, 0.15), made(1, 4.5)]);
  expect(row.bars.map((bar) => bar.clipped)).toEqual([true, false, false, false, false]);
  expect(row.bars[0]).toMatchObject({ height: 1, label: "4.5" });
  expect(row.bars.at(-1)?.height).toBe(1);
  expect(row.bars[2]?.height).toBeCloseTo(0.13 / 0.27);
  expect(bars([made(2, 0.03), made(1, 7.1)]).bars.map((bar) => bar.clipped)).toEqual([true, false]);
});

it("has one unit for the row", () => {
  expect(bars([made(2, 0.012), made(1, 0.003)])).toMatchObject({
    unit: "ms",
    bars: [{ label: "3.0" }, { label: "12" }],
  });
  expect(bars([made(2, 900), made(1, 630)])).toMatchObject({
    unit: "min",
    bars: [{ label: "11" }, { label: "15" }],
  });
  expect(bars([made(3, 0.03), made(2, 0.01), made(1, 7.1)])).toMatchObject({
    unit: "ms",
    bars: [{ label: "7.1\u2009s" }, { label: "10" }, { label: "30" }],
  });
});

it("keeps the newest ten and leaves out what is not a time", () => {
  const twelve = Array.from({ length: 12 }, (_, i) => made(12 - i, 1));
  expect(bars(twelve).bars).toHaveLength(10);
  expect(bars(twelve).bars[0]?.words).toContain("v3:");
  expect(bars([made(2, Number.NaN), made(1, -1), null as never]).bars).toEqual([]);
  expect(bars(undefined).bars).toEqual([]);
  expect(bars([made(1, 0)]).bars[0]?.height).toBe(0);
});
