// A small square of the picture, drawn again exactly: what a few changed points need.

import {
  type Dots,
  drawLabelled,
  drawPoints,
  MARGIN,
  makePixels,
  type Outline,
  type Pass,
  type Pixels,
} from "./raster";

export interface Square {
  readonly x: number; // device pixels of the picture
  readonly y: number;
  readonly side: number;
}

/** The square of pixels around a place that something of this reach may touch. */
export function squareAround(px: number, py: number, reach: number): Square {
  return { x: Math.floor(px) - reach, y: Math.floor(py) - reach, side: 2 * reach + 1 };
}

/** `dots` are made for `tile` and placed in the picture. */
export interface Layer {
  readonly dots: Dots;
  readonly items: Uint32Array; // in the order of the picture; what does not reach in is left out
  readonly outline: Outline | null;
}

export function makeTile(side: number): Pixels {
  return makePixels(side, side, MARGIN);
}

/** Draw the layers' items that reach into the square, and put it into the picture. */
export function drawTile(
  target: Pixels,
  tile: Pixels,
  { x, y, side }: Square,
  background: number,
  layers: readonly Layer[],
  passes: readonly Pass[],
): void {
  tile.data.fill(background);
  for (const { dots, items, outline } of layers) {
    const { map } = dots;
    const here = { ...map, offsetX: map.offsetX - x, offsetY: map.offsetY - y };
    const shifted = { ...dots, map: here };
    const part = { from: 0, to: items.length, items };
    if (outline) drawLabelled(tile, shifted, outline, part);
    else for (const pass of passes) drawPoints(tile, shifted, part, pass);
  }
  const stride = target.width + 2 * target.margin;
  const tileStride = side + 2 * tile.margin;
  const left = Math.max(0, x);
  const right = Math.min(target.width, x + side);
  for (let row = Math.max(0, y); row < Math.min(target.height, y + side); row++) {
    if (right <= left) break;
    const from = (row - y + tile.margin) * tileStride + tile.margin + left - x;
    const to = (row + target.margin) * stride + target.margin + left;
    target.data.set(tile.data.subarray(from, from + right - left), to);
  }
}
