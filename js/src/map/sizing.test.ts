// @vitest-environment node
import { expect, test } from "vitest";
import { labelledStyle, pointStyle } from "./sizing";

test("more points are smaller and lighter, zooming in makes them larger and fuller", () => {
  const styles = [1, 500, 2000, 20_000, 100_000, 1_000_000].map((n) => pointStyle(n, 640, 400, 1));
  for (let k = 1; k < styles.length; k++) {
    expect(styles[k]?.radius).toBeLessThanOrEqual(styles[k - 1]?.radius ?? 0);
    expect(styles[k]?.opacity).toBeLessThanOrEqual(styles[k - 1]?.opacity ?? 0);
  }
  const far = pointStyle(1_000_000, 640, 400, 1);
  const near = pointStyle(1_000_000, 640, 400, 30);
  expect(near.radius).toBeGreaterThan(far.radius);
  expect(near.opacity).toBeGreaterThan(far.opacity);
});

test("no pool, no pane and any zoom stay within the limits", () => {
  for (const [n, width, zoom] of [
    [0, 640, 1],
    [1, 0, 1],
    [1e6, 640, 2000],
    [5, 640, 0.5],
  ] as const) {
    const { radius, opacity } = pointStyle(n, width, width, zoom);
    expect(radius).toBeGreaterThanOrEqual(0.75);
    expect(radius).toBeLessThanOrEqual(5.5);
    expect(opacity).toBeGreaterThanOrEqual(0.3);
    expect(opacity).toBeLessThanOrEqual(0.9);
  }
});

test("labelled points never hide the belief: the more there are, the fainter their lines", () => {
  for (const hollow of [true, false]) {
    for (const n of [500, 1800, 100_000, 1_000_000]) {
      const point = pointStyle(n, 640, 400, 1);
      const style = (labelled: number) => labelledStyle(hollow, labelled, point, 640, 400, 1);
      expect(style(0).opacity).toBeGreaterThan(0.7);
      const all = style(n);
      expect(all.opacity).toBeLessThanOrEqual(style(10).opacity);
      if (!hollow) continue;
      // What all lines together cover, in shares of what the points cover.
      const lines = n * 2 * Math.PI * (all.radius + all.line / 2) * all.line * all.opacity;
      expect(lines / (640 * 400 * 0.35)).toBeLessThan(0.13);
      expect(all.radius).toBeLessThan(Math.max(point.radius, 1.6));
    }
  }
});
