// @vitest-environment node
import { expect, test } from "vitest";
import {
  boundsOf,
  bringIntoView,
  frameOf,
  home,
  MAX_ZOOM,
  outlineToData,
  panBy,
  sameBounds,
  toData,
  toScreen,
  zoomAt,
} from "./camera";

const square = { x0: -1, y0: -1, x1: 1, y1: 1 };
const frame = frameOf(640, 400, square);

test("bounds leave out what has no place", () => {
  const xy = Float32Array.of(0, 1, Number.NaN, 5, 2, Number.POSITIVE_INFINITY, 3, -4);
  expect(boundsOf(xy)).toEqual({ x0: 0, y0: -4, x1: 3, y1: 1 });
  expect(boundsOf(Float32Array.of(Number.NaN, Number.NaN))).toBeNull();
  expect(boundsOf(new Float32Array(0))).toBeNull();
  expect(sameBounds(null, null)).toBe(true);
  expect(sameBounds(square, { ...square })).toBe(true);
  expect(sameBounds(square, null)).toBe(false);
  expect(sameBounds(square, { ...square, x1: 2 })).toBe(false);
});

test("at home everything is inside of the pane, with the same scale on both axes", () => {
  expect(frame.unit).toBe(180); // (400 - 2 * 20) / 2: the height is what is short
  const camera = home(square);
  expect(toScreen(camera, frame, 0, 0)).toEqual([320, 200]);
  expect(toScreen(camera, frame, 1, 1)).toEqual([500, 20]); // y goes up
  expect(toScreen(camera, frame, -1, -1)).toEqual([140, 380]);
});

test("one point, equal points and no point still give a finite scale", () => {
  for (const box of [{ x0: 0.3, y0: 0.3, x1: 0.3, y1: 0.3 }, null]) {
    const still = frameOf(640, 400, box);
    expect(still.unit).toBe(180);
    expect(toScreen(home(box), still, home(box).x, home(box).y)).toEqual([320, 200]);
  }
  const line = frameOf(640, 400, { x0: -1, y0: 0, x1: 1, y1: 0 });
  expect(line.unit).toBe(300); // only the width counts
  expect(Number.isFinite(frameOf(0, 0, square).unit)).toBe(true);
});

test("screen and data are inverse to each other at every zoom", () => {
  const camera = { x: 0.25, y: -0.4, zoom: 37 };
  const [x, y] = toData(camera, frame, 123, 321);
  const [px, py] = toScreen(camera, frame, x, y);
  expect(px).toBeCloseTo(123, 9);
  expect(py).toBeCloseTo(321, 9);
});

test("zooming keeps what is under the mouse where it is", () => {
  const before = toData(home(square), frame, 400, 120);
  const camera = zoomAt(home(square), frame, square, 400, 120, 3);
  const after = toData(camera, frame, 400, 120);
  expect(camera.zoom).toBe(3);
  expect(after[0]).toBeCloseTo(before[0], 12);
  expect(after[1]).toBeCloseTo(before[1], 12);
});

test("zoom has limits and the centre stays over the data", () => {
  expect(zoomAt(home(square), frame, square, 0, 0, 1e9).zoom).toBe(MAX_ZOOM);
  expect(zoomAt(home(square), frame, square, 0, 0, 1e-9).zoom).toBe(0.5);
  const camera = panBy(home(square), frame, square, 1e6, 1e6);
  expect([camera.x, camera.y]).toEqual([-1, 1]);
});

test("dragging to the right moves the points to the right", () => {
  const camera = panBy(home(square), frame, square, 18, 36);
  expect(toScreen(camera, frame, 0, 0)).toEqual([338, 236]);
});

test("an outline on the screen becomes one in the data", () => {
  expect([...outlineToData(home(square), frame, [320, 200, 500, 20])]).toEqual([0, 0, 1, 1]);
});

test("a point at the edge is brought into the middle, one inside moves nothing", () => {
  const camera = { x: 0, y: 0, zoom: 4 };
  expect(bringIntoView(camera, frame, 0.1, 0.1)).toBe(camera);
  expect(bringIntoView(camera, frame, 0.9, 0.1)).toEqual({ x: 0.9, y: 0.1, zoom: 4 });
});
