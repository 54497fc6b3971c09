// Points into pixels without a graphics card. The frame is an Int32Array of opaque RGBA pixels
// (little endian: 0xAABBGGRR) with a margin all around, so that no dot has to be clipped.

import type { Rgb } from "../shared/palette";
import { DIMMED } from "./colours";

export interface Pixels {
  readonly data: Int32Array;
  readonly width: number; // of the visible part, device pixels
  readonly height: number;
  readonly margin: number;
}

/** Device position = offset + coordinate * scale. */
export interface Mapping {
  readonly scaleX: number;
  readonly scaleY: number;
  readonly offsetX: number;
  readonly offsetY: number;
}

/** A dot as a list of pixels, one list per fraction of a pixel (PHASES x PHASES of them). */
interface Sprite {
  readonly offsets: Int32Array; // from the pixel that holds the centre
  readonly cover: Uint8Array; // 0..255 of the whole dot
  readonly inner: Uint8Array; // 0..255 of its fill, the rest is the outline
}

const PHASES = 4;

export const MARGIN = 24;

export function makePixels(width: number, height: number, margin = MARGIN): Pixels {
  const data = new Int32Array((width + 2 * margin) * (height + 2 * margin));
  return { data, width, height, margin };
}

export function pack([r, g, b]: Rgb): number {
  return 0xff000000 | (b << 16) | (g << 8) | r;
}

/** Same edge as the shader: full inside, one pixel of slope. */
const edge = (radius: number, distance: number) =>
  Math.min(1, Math.max(0, radius - distance + 0.5));

function makeSprites(radius: number, outline: number, stride: number): Sprite[] {
  const reach = Math.ceil(radius + outline + 0.5);
  const sprites: Sprite[] = [];
  for (let phase = 0; phase < PHASES * PHASES; phase++) {
    const cx = ((phase % PHASES) + 0.5) / PHASES;
    const cy = (Math.floor(phase / PHASES) + 0.5) / PHASES;
    const offsets: number[] = [];
    const cover: number[] = [];
    const inner: number[] = [];
    for (let y = -reach; y <= reach; y++) {
      for (let x = -reach; x <= reach; x++) {
        const distance = Math.hypot(x + 0.5 - cx, y + 0.5 - cy);
        const all = Math.round(255 * edge(radius + outline, distance));
        if (all < 3) continue;
        offsets.push(y * stride + x);
        cover.push(all);
        inner.push(outline ? Math.round(255 * edge(radius, distance)) : 255);
      }
    }
    sprites.push({
      offsets: Int32Array.from(offsets),
      cover: Uint8Array.from(cover),
      inner: Uint8Array.from(inner),
    });
  }
  return sprites;
}

/** a of `over`, 256 - a of `under`; a in 0..256; two channels at a time. */
function mix(under: number, over: number, a: number): number {
  const rb =
    ((Math.imul(over & 0xff00ff, a) + Math.imul(under & 0xff00ff, 256 - a)) >>> 8) & 0xff00ff;
  const g = (Math.imul((over >>> 8) & 255, a) + Math.imul((under >>> 8) & 255, 256 - a)) & 0xff00;
  return 0xff000000 | rb | g;
}

/** Which points a pass draws: what is dimmed goes below the rest. */
export type Pass = "all" | "dimmed" | "rest";

/** Every `step`-th point as a dot; returns how many were inside. */
export function drawPoints(
  pixels: Pixels,
  xy: Float32Array,
  bytes: Uint8Array,
  table: Uint8Array,
  map: Mapping,
  radius: number,
  opacity: number,
  step = 1,
  pass: Pass = "all",
): number {
  const { data, width, height, margin } = pixels;
  const stride = width + 2 * margin;
  const sprites = makeSprites(radius, 0, stride);
  const { colours, alphas } = unpack(table, opacity);
  const reach = Math.min(margin - 1, Math.ceil(radius + 1));
  const { scaleX, scaleY, offsetX, offsetY } = map;
  const n = xy.length >> 1;
  let drawn = 0;
  const skipped = pass === "rest" ? DIMMED : -1;
  const needed = pass === "dimmed" ? DIMMED : -1;
  for (let i = 0; i < n; i += step) {
    const byte = bytes[i] as number;
    if (byte === skipped || (needed >= 0 && byte !== needed)) continue;
    const px = offsetX + (xy[2 * i] as number) * scaleX;
    const py = offsetY + (xy[2 * i + 1] as number) * scaleY;
    // Written so that NaN fails.
    if (!(px > -reach && px < width + reach && py > -reach && py < height + reach)) continue;
    drawn++;
    const mx = px + margin;
    const my = py + margin;
    const ix = mx | 0;
    const iy = my | 0;
    const phase = (((my - iy) * PHASES) | 0) * PHASES + (((mx - ix) * PHASES) | 0);
    const sprite = sprites[phase] as Sprite;
    const { offsets, cover } = sprite;
    const at = iy * stride + ix;
    const colour = colours[byte] as number;
    const alpha = alphas[byte] as number;
    for (let k = 0; k < offsets.length; k++) {
      const o = at + (offsets[k] as number);
      data[o] = mix(data[o] as number, colour, ((cover[k] as number) * alpha + 128) >> 8);
    }
  }
  return drawn;
}

/** The given items as dots with an outline, over what is there. */
export function drawOutlined(
  pixels: Pixels,
  xy: Float32Array,
  items: Uint32Array,
  bytes: Uint8Array,
  table: Uint8Array,
  map: Mapping,
  radius: number,
  outline: number,
  outlineColour: number,
  quietColour: number, // of the outline of what is dimmed
): void {
  const { data, width, height, margin } = pixels;
  const stride = width + 2 * margin;
  const reach = Math.ceil(radius + outline + 1);
  if (reach >= margin) return;
  const sprites = makeSprites(radius, outline, stride);
  const { colours } = unpack(table, 1);
  for (let j = 0; j < items.length; j++) {
    const i = items[j] as number;
    const px = map.offsetX + (xy[2 * i] as number) * map.scaleX;
    const py = map.offsetY + (xy[2 * i + 1] as number) * map.scaleY;
    if (!(px > -reach && px < width + reach && py > -reach && py < height + reach)) continue;
    const mx = px + margin;
    const my = py + margin;
    const phase = (((my - (my | 0)) * PHASES) | 0) * PHASES + (((mx - (mx | 0)) * PHASES) | 0);
    const sprite = sprites[phase] as Sprite;
    const at = (my | 0) * stride + (mx | 0);
    const byte = bytes[i] as number;
    const fill = colours[byte] as number;
    const ring = byte === DIMMED ? quietColour : outlineColour;
    for (let k = 0; k < sprite.offsets.length; k++) {
      const o = at + (sprite.offsets[k] as number);
      const inner = sprite.inner[k] as number;
      const colour = mix(ring, fill, inner + (inner >> 7));
      const cover = sprite.cover[k] as number;
      data[o] = mix(data[o] as number, colour, cover + (cover >> 7));
    }
  }
}

/** RGBA bytes as packed pixels and as alphas 0..257 (257: so that full cover gives 256). */
function unpack(table: Uint8Array, opacity: number): { colours: Int32Array; alphas: Uint16Array } {
  const colours = new Int32Array(256);
  const alphas = new Uint16Array(256);
  for (let k = 0; k < 256; k++) {
    colours[k] = pack([...table.subarray(4 * k, 4 * k + 3)] as Rgb);
    alphas[k] = Math.round((257 * opacity * (table[4 * k + 3] as number)) / 255);
  }
  return { colours, alphas };
}
