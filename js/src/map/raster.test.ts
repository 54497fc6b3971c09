// @vitest-environment node
import { expect, test } from "vitest";
import { DIMMED, POOL } from "./colours";
import { drawLabelled, drawPoints, makeDots, makePixels, type Pixels, pack } from "./raster";

const BLACK = pack([0, 0, 0]);
const identity = { scaleX: 1, scaleY: 1, offsetX: 0, offsetY: 0 };
const table = new Uint8Array(1024);
table.set([200, 100, 50, 255], 4 * POOL);
table.set([10, 20, 30, 255], 4 * DIMMED);
table.set([0, 255, 0, 255], 4 * 9);

function blank(width = 20, height = 20): Pixels {
  const pixels = makePixels(width, height);
  pixels.data.fill(BLACK);
  return pixels;
}
const at = ({ data, width, margin }: Pixels, x: number, y: number) => {
  const pixel = data[(y + margin) * (width + 2 * margin) + x + margin] as number;
  return [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255, (pixel >>> 24) & 255];
};
const dotsOf = (pixels: Pixels, xy: number[], bytes: number[], radius = 2, opacity = 1) =>
  makeDots(pixels, Float32Array.from(xy), Uint8Array.from(bytes), table, identity, radius, opacity);
const draw = (pixels: Pixels, xy: number[], bytes: number[], radius = 2, opacity = 1) =>
  drawPoints(pixels, dotsOf(pixels, xy, bytes, radius, opacity), { from: 0, to: bytes.length });

test("a dot is full inside, nothing outside, and its pixels are opaque", () => {
  const pixels = blank();
  expect(draw(pixels, [10.5, 10.5], [POOL], 3)).toBe(1);
  expect(at(pixels, 10, 10)).toEqual([200, 100, 50, 255]);
  expect(at(pixels, 12, 10)).toEqual([200, 100, 50, 255]);
  expect(at(pixels, 15, 10)).toEqual([0, 0, 0, 255]);
});

test("a dot covers about its area", () => {
  const pixels = blank(60, 60);
  draw(pixels, [30.2, 30.7], [9], 8);
  let sum = 0;
  for (let y = 0; y < 60; y++) for (let x = 0; x < 60; x++) sum += (at(pixels, x, y)[1] ?? 0) / 255;
  expect(Math.abs(sum / (Math.PI * 64) - 1)).toBeLessThan(0.03);
});

test("half opacity mixes half and half", () => {
  const pixels = blank();
  draw(pixels, [10.5, 10.5], [POOL], 3, 0.5);
  for (const [k, full] of [200, 100, 50].entries()) {
    expect(Math.abs((at(pixels, 10, 10)[k] ?? 0) - full / 2)).toBeLessThanOrEqual(1);
  }
});

test("the last of two dots at one place is on top", () => {
  const pixels = blank();
  draw(pixels, [10.5, 10.5, 10.5, 10.5], [POOL, 9]);
  expect(at(pixels, 10, 10)).toEqual([0, 255, 0, 255]);
});

test("points without a place and far away are not drawn, those over the edge partly", () => {
  const pixels = blank();
  const xy = [Number.NaN, 3, 3, Number.NaN, -90, 3, 3, 1e9, 3, -1e9, Number.POSITIVE_INFINITY, 1];
  expect(draw(pixels, xy, [9, 9, 9, 9, 9, 9])).toBe(0);
  expect(pixels.data.every((pixel) => pixel === BLACK)).toBe(true);
  expect(draw(pixels, [-1, 10.5, 20.9, 0, 0, 20.9], [9, 9, 9], 3)).toBe(3);
  expect(at(pixels, 0, 10)[1]).toBeGreaterThan(200);
});

test("large dots do not leave the buffer", () => {
  const pixels = blank(4, 4);
  expect(draw(pixels, [0, 0, 3.9, 3.9, -20, -20, 23.9, 23.9], [9, 9, 9, 9], 11)).toBe(2);
  expect(at(pixels, 1, 1)).toEqual([0, 255, 0, 255]);
});

test("passes draw what is dimmed first and the rest over it", () => {
  const pixels = blank();
  const dots = dotsOf(pixels, [10.5, 10.5, 10.5, 10.5], [9, DIMMED]);
  const all = { from: 0, to: 2 };
  expect(drawPoints(pixels, dots, all, "dimmed")).toBe(1);
  expect(at(pixels, 10, 10)).toEqual([10, 20, 30, 255]);
  expect(drawPoints(pixels, dots, all, "rest")).toBe(1);
  expect(at(pixels, 10, 10)).toEqual([0, 255, 0, 255]);
});

test("every third point is a third of the work, a list of items draws these", () => {
  const pixels = blank();
  const dots = dotsOf(pixels, new Array(200).fill(5), new Array(100).fill(9), 1);
  expect(drawPoints(pixels, dots, { from: 0, to: 100, step: 3 })).toBe(34);
  const spread = dotsOf(pixels, [3.5, 3.5, 10.5, 10.5, 16.5, 16.5], [9, 9, 9], 1);
  const items = Uint32Array.of(0, 2);
  expect(drawPoints(blank(), spread, { from: 0, to: 2, items })).toBe(2);
  const fresh = blank();
  drawPoints(fresh, spread, { from: 1, to: 2, items });
  expect(at(fresh, 16, 16)).toEqual([0, 255, 0, 255]);
  expect(at(fresh, 10, 10)).toEqual([0, 0, 0, 255]);
});

test("pieces one after the other give what one piece gives", () => {
  const xy = Array.from({ length: 120 }, (_, k) => 10 + 9 * Math.sin(k * 1.7));
  const bytes = Array.from({ length: 60 }, (_, k) => (k % 2 ? 9 : POOL));
  const [whole, pieces] = [blank(), blank()];
  draw(whole, xy, bytes, 2, 0.6);
  const dots = dotsOf(pieces, xy, bytes, 2, 0.6);
  for (const [from, to] of [
    [0, 7],
    [7, 8],
    [8, 60],
  ] as const)
    drawPoints(pieces, dots, { from, to });
  expect(pieces.data).toEqual(whole.data);
});

const outline = {
  line: 2,
  hollow: false,
  opacity: 1,
  colour: pack([255, 255, 255]),
  quiet: pack([80, 80, 80]),
};
function labelled(more: Partial<typeof outline>, byte = 9): Pixels {
  const pixels = blank(40, 20);
  const style = { ...outline, ...more };
  const xy = Float32Array.of(10.5, 10.5, Number.NaN, 1, 30.5, 10.5);
  const bytes = Uint8Array.of(byte, 9, DIMMED);
  const dots = makeDots(pixels, xy, bytes, table, identity, 3, 1, style);
  drawLabelled(pixels, dots, style, { from: 0, to: 3 });
  return pixels;
}

test("an outlined dot has its fill inside and the outline around it, a quiet one when dimmed", () => {
  const pixels = labelled({});
  expect(at(pixels, 10, 10)).toEqual([0, 255, 0, 255]);
  expect(at(pixels, 14, 10)).toEqual([255, 255, 255, 255]);
  expect(at(pixels, 17, 10)).toEqual([0, 0, 0, 255]);
  expect(at(pixels, 30, 10)).toEqual([10, 20, 30, 255]);
  expect(at(pixels, 34, 10)).toEqual([80, 80, 80, 255]);
});

test("a ring leaves what lies inside of it, a faint one shows what lies below", () => {
  const ring = labelled({ hollow: true });
  expect(at(ring, 10, 10)).toEqual([0, 0, 0, 255]);
  expect(at(ring, 14, 10)).toEqual([255, 255, 255, 255]);
  const faint = labelled({ hollow: true, opacity: 0.5 });
  expect(Math.abs((at(faint, 14, 10)[0] ?? 0) - 128)).toBeLessThan(3);
  expect(labelled({ hollow: true, opacity: 0 }).data.every((pixel) => pixel === BLACK)).toBe(true);
});

test("an outline without opacity leaves a dot of one colour", () => {
  expect(at(labelled({ opacity: 0 }), 14, 10)).toEqual([0, 255, 0, 255]);
});
