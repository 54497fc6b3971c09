// @vitest-environment node
import { expect, test } from "vitest";
import { DIMMED, POOL } from "./colours";
import {
  drawLabelled,
  drawPoints,
  makeDots,
  makePixels,
  type Pass,
  type Pixels,
  pack,
} from "./raster";
import { drawTile, makeTile, squareAround } from "./tile";

const GROUND = pack([255, 255, 255]);
const [W, H] = [50, 40];
const N = 400;
const table = new Uint8Array(1024);
table.set([120, 120, 120, 230], 4 * POOL);
table.set([220, 220, 220, 200], 4 * DIMMED);
table.set([0, 90, 200, 255], 4 * 5);
table.set([200, 60, 0, 255], 4 * 6);
const xy = Float32Array.from({ length: 2 * N }, (_, k) =>
  k % 2 ? 20 + 24 * Math.sin(k * 2.3) : 25 + 30 * Math.cos(k * 1.1),
);
const map = { scaleX: 1.01, scaleY: 0.99, offsetX: 0.3, offsetY: -0.2 };
const ring = { line: 1, hollow: true, opacity: 0.7, colour: pack([0, 0, 0]), quiet: GROUND };
const passes: Pass[] = ["dimmed", "rest"];
const everything = Uint32Array.from({ length: N }, (_, i) => i);

function layers(pixels: Pixels, bytes: Uint8Array, labelled: Uint32Array) {
  return [
    { dots: makeDots(pixels, xy, bytes, table, map, 2.2, 0.6), items: everything, outline: null },
    { dots: makeDots(pixels, xy, bytes, table, map, 2, 1, ring), items: labelled, outline: ring },
  ];
}
function picture(bytes: Uint8Array, labelled: Uint32Array): Pixels {
  const pixels = makePixels(W, H);
  pixels.data.fill(GROUND);
  for (const { dots, items, outline } of layers(pixels, bytes, labelled)) {
    const part = { from: 0, to: items.length, items };
    if (outline) drawLabelled(pixels, dots, outline, part);
    else for (const pass of passes) drawPoints(pixels, dots, part, pass);
  }
  return pixels;
}
/** The visible part. */
function seen({ data, width, height, margin }: Pixels): number[] {
  const rows = Array.from({ length: height }, (_, y) => {
    const at = (y + margin) * (width + 2 * margin) + margin;
    return [...data.subarray(at, at + width)];
  });
  return rows.flat();
}

test("a few tiles give the very picture that drawing everything gives", () => {
  const before = Uint8Array.from({ length: N }, (_, i) => [POOL, DIMMED, 5, 6][i % 4] as number);
  const pixels = picture(before, Uint32Array.of(3, 50, 51));
  const after = before.slice();
  after[7] = 6; // another colour
  after[50] = DIMMED; // dimmed, and its label taken back
  const labelled = Uint32Array.of(3, 51, 120); // and a new one
  const tile = makeTile(9);
  const parts = layers(tile, after, labelled);
  for (const item of [7, 50, 120]) {
    const px = map.offsetX + (xy[2 * item] as number) * map.scaleX;
    const py = map.offsetY + (xy[2 * item + 1] as number) * map.scaleY;
    drawTile(pixels, tile, squareAround(px, py, 4), GROUND, parts, passes);
  }
  expect(seen(pixels)).toEqual(seen(picture(after, labelled)));
});

test("a tile over the edge, or outside, changes the visible part only where it is", () => {
  const bytes = new Uint8Array(N).fill(5);
  const pixels = picture(bytes, new Uint32Array(0));
  const whole = seen(pixels);
  const tile = makeTile(9);
  for (const [x, y] of [
    [-4, -4],
    [W - 3, H - 2],
    [-30, 5],
    [W + 40, H],
  ] as const) {
    drawTile(
      pixels,
      tile,
      { x, y, side: 9 },
      GROUND,
      layers(tile, bytes, new Uint32Array(0)),
      passes,
    );
  }
  expect(seen(pixels)).toEqual(whole);
});
