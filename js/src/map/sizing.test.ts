// @vitest-environment node
import { expect, test } from "vitest";
import { pointStyle } from "./sizing";

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
