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

/** Everything about the dots of one picture, made once and used for all of its pieces. */
export interface Dots {
  readonly xy: Float32Array;
  readonly bytes: Uint8Array;
  readonly map: Mapping;
  readonly reach: number; // pixels from the centre that a dot may touch
  readonly sprites: readonly Sprite[];
  readonly colours: Int32Array;
  readonly alphas: Uint16Array; // 0..257, so that full cover gives 256
}

/** The dots of labelled points. */
export interface Outline {
  readonly line: number; // device pixels
  readonly hollow: boolean; // a ring, and what lies below shows through it
  readonly opacity: number; // of the line
  readonly colour: number;
  readonly quiet: number; // colour of the line of what is dimmed
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

function makeSprites(radius: number, stride: number, outline: Outline | null): Sprite[] {
  const line = outline?.line ?? 0;
  const opacity = outline?.opacity ?? 0;
  const reach = Math.ceil(radius + line + 0.5);
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
        const whole = edge(radius + line, distance);
        const fill = edge(radius, distance);
        const all = Math.round(255 * (outline?.hollow ? opacity * (whole - fill) : whole));
        if (all < 3) continue;
        offsets.push(y * stride + x);
        cover.push(all);
        inner.push(outline?.hollow ? 0 : Math.round(255 * (1 - opacity * (1 - fill))));
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

export function makeDots(
  pixels: Pixels,
  xy: Float32Array,
  bytes: Uint8Array,
  table: Uint8Array,
  map: Mapping,
  radius: number, // device pixels
  opacity: number,
  outline: Outline | null = null,
): Dots {
  const colours = new Int32Array(256);
  const alphas = new Uint16Array(256);
  for (let k = 0; k < 256; k++) {
    colours[k] = pack([...table.subarray(4 * k, 4 * k + 3)] as Rgb);
    alphas[k] = Math.round((257 * opacity * (table[4 * k + 3] as number)) / 255);
  }
  const reach = Math.ceil(radius + (outline?.line ?? 0) + 1);
  const sprites = makeSprites(radius, pixels.width + 2 * pixels.margin, outline);
  return { xy, bytes, map, reach, sprites, colours, alphas };
}

/** Some of the points: all from .. to - 1, or the places from .. to - 1 of a list. */
export interface Part {
  readonly from: number;
  readonly to: number;
  readonly step?: number; // every step-th of them
  readonly items?: Uint32Array;
}

/** Draw a part of the points; returns how many were inside. */
export function drawPoints(pixels: Pixels, dots: Dots, part: Part, pass: Pass = "all"): number {
  const { data, width, height, margin } = pixels;
  const stride = width + 2 * margin;
  const { xy, bytes, sprites, colours, alphas } = dots;
  const { scaleX, scaleY, offsetX, offsetY } = dots.map;
  const reach = Math.min(margin - 1, dots.reach);
  const { from, to, step = 1, items } = part;
  const skipped = pass === "rest" ? DIMMED : -1;
  const needed = pass === "dimmed" ? DIMMED : -1;
  let drawn = 0;
  for (let j = from; j < to; j += step) {
    const i = items ? (items[j] as number) : j;
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

/** Labelled points over what is there: as rings, or as full dots with an outline. */
export function drawLabelled(pixels: Pixels, dots: Dots, outline: Outline, part: Part): void {
  const { data, width, height, margin } = pixels;
  const stride = width + 2 * margin;
  const { xy, bytes, map, reach, sprites, colours } = dots;
  if (reach >= margin) return;
  const { from, to, step = 1, items } = part;
  for (let j = from; j < to; j += step) {
    const i = items ? (items[j] as number) : j;
    const px = map.offsetX + (xy[2 * i] as number) * map.scaleX;
    const py = map.offsetY + (xy[2 * i + 1] as number) * map.scaleY;
    if (!(px > -reach && px < width + reach && py > -reach && py < height + reach)) continue;
    const mx = px + margin;
    const my = py + margin;
    const phase = (((my - (my | 0)) * PHASES) | 0) * PHASES + (((mx - (mx | 0)) * PHASES) | 0);
    const { offsets, cover, inner } = sprites[phase] as Sprite;
    const at = (my | 0) * stride + (mx | 0);
    const byte = bytes[i] as number;
    const fill = colours[byte] as number;
    const line = byte === DIMMED ? outline.quiet : outline.colour;
    for (let k = 0; k < offsets.length; k++) {
      const o = at + (offsets[k] as number);
      const share = inner[k] as number;
      const colour = mix(line, fill, share + (share >> 7));
      const all = cover[k] as number;
      data[o] = mix(data[o] as number, colour, all + (all >> 7));
    }
  }
}
