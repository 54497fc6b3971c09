// Renderer in plain JavaScript: the raster into an ImageData, the ImageData onto a canvas. What
// takes longer than a moment is drawn out of sight over several frames and shown when it is done.

import { inputWaits } from "../shared/hold";
import type { Bounds } from "./camera";
import { isIn } from "./labels";
import {
  type Dots,
  drawLabelled,
  drawPoints,
  MARGIN,
  type Mapping,
  makeDots,
  makePixels,
  type Outline,
  type Pass,
  type Pixels,
  pack,
} from "./raster";
import { fitCanvas, type Renderer, type Scene } from "./renderer";
import { Slices } from "./slices";
import { drawTile, makeTile, type Square, squareAround } from "./tile";

const COARSE_MS = 8; // how long a picture of some of the points may take
const CHUNK = 4096; // points in one step: a millisecond or less
const FEW = 64; // changed points that are drawn one by one
const CROWD = 20_000; // points around one that are drawn again without asking twice

interface Sheet {
  readonly pixels: Pixels;
  readonly image: ImageData;
}

/** One picture, ready to be drawn. */
interface Plan {
  readonly scene: Scene;
  readonly map: Mapping;
  readonly background: number;
  readonly passes: readonly Pass[];
  readonly outline: Outline;
}

/** Items of the cells around a box; null when they are too many, or not known yet. */
export type Near = (box: Bounds, most: number) => Uint32Array | null;

export class CpuRenderer implements Renderer {
  readonly kind = "cpu";
  readonly canvas = document.createElement("canvas");
  readonly #context = this.canvas.getContext("2d", { alpha: false });
  readonly #slices = new Slices();
  #xy = new Float32Array(0);
  #bytes = new Uint8Array(0);
  #table = new Uint8Array(1024);
  #labelled = new Uint32Array(0);
  #front: Sheet | null = null; // what is on the screen
  #back: Sheet | null = null;
  #plan: Plan | null = null;
  #late: number[] = []; // changed while a picture was being made
  // Measured, ms per point, moving averages: taking every k-th point misses the cache more often.
  #cost = 1e-4;
  #coarseCost = 2e-4;

  constructor(private readonly near: Near) {}

  get busy(): boolean {
    return this.#slices.busy;
  }

  setCoordinates(xy: Float32Array): void {
    this.#xy = xy as Float32Array<ArrayBuffer>;
  }
  setColours(bytes: Uint8Array): void {
    this.#bytes = bytes as Uint8Array<ArrayBuffer>;
  }
  setTable(table: Uint8Array): void {
    this.#table = table as Uint8Array<ArrayBuffer>;
  }
  setLabelled(items: Uint32Array): void {
    this.#labelled = items as Uint32Array<ArrayBuffer>;
  }

  draw(scene: Scene, urgent: boolean): void {
    if (!this.#context) return;
    const [width, height] = fitCanvas(this.canvas, scene);
    const { camera, frame, ratio, labelled } = scene;
    const scale = camera.zoom * frame.unit * ratio;
    this.#plan = {
      scene,
      map: {
        scaleX: scale,
        scaleY: -scale,
        offsetX: width / 2 - camera.x * scale,
        offsetY: height / 2 + camera.y * scale,
      },
      background: pack(scene.background),
      passes: scene.dimming ? ["dimmed", "rest"] : ["all"],
      outline: {
        line: labelled.line * ratio,
        hollow: labelled.hollow,
        opacity: labelled.opacity,
        colour: pack(scene.line),
        quiet: pack(scene.quiet),
      },
    };
    this.#late = [];
    this.#slices.stop();
    if (this.#front?.pixels.width !== width || this.#front.pixels.height !== height) {
      this.#front = makeSheet(width, height);
      this.#back = makeSheet(width, height);
    }
    const tooMuch = (this.#xy.length >> 1) * this.#cost > COARSE_MS;
    if (scene.moving || (urgent && tooMuch)) this.#drawSome(this.#plan, this.#front);
    if (!scene.moving) this.#slices.start(this.#drawAll(this.#plan));
  }

  patch(items: readonly number[]): void {
    const plan = this.#plan;
    // While it moves there are not all points in the picture: they are drawn when it stands.
    if (!plan || plan.scene.moving) return;
    if (this.#slices.busy) this.#late.push(...items);
    else
      this.#slices.start(items.length > FEW ? this.#drawAll(plan) : this.#drawAround(plan, items));
  }

  work(ms: number): void {
    this.#slices.run(ms, inputWaits);
    if (this.#slices.busy || this.#late.length === 0) return;
    const items = this.#late;
    this.#late = [];
    this.patch(items);
  }

  /** As many of the points as fit into a moment, at once. */
  #drawSome({ scene, map, background, passes, outline }: Plan, sheet: Sheet): void {
    const { pixels } = sheet;
    const n = this.#xy.length >> 1;
    const step = Math.max(1, Math.ceil((n * this.#coarseCost) / COARSE_MS));
    const began = performance.now();
    pixels.data.fill(background);
    const dots = this.#dots(pixels, map, scene, null, Math.sqrt(step));
    for (const pass of passes) drawPoints(pixels, dots, { from: 0, to: n, step }, pass);
    const ms = performance.now() - began;
    if (n > 1000) this.#coarseCost += 0.3 * ((ms * step) / n - this.#coarseCost);
    const items = this.#labelled;
    drawLabelled(pixels, this.#dots(pixels, map, scene, outline), outline, {
      from: 0,
      to: items.length,
      step: Math.ceil((items.length + 1) / CHUNK),
      items,
    });
    this.#show(sheet);
  }

  /** All points, out of sight, then shown. */
  *#drawAll({ scene, map, background, passes, outline }: Plan): Generator<void> {
    const sheet = this.#back;
    if (!sheet) return;
    const { pixels } = sheet;
    const n = this.#xy.length >> 1;
    pixels.data.fill(background);
    const dots = this.#dots(pixels, map, scene, null);
    for (const pass of passes) {
      for (let from = 0; from < n; from += CHUNK) {
        const to = Math.min(n, from + CHUNK);
        const began = performance.now();
        drawPoints(pixels, dots, { from, to }, pass);
        const each = (performance.now() - began) / (to - from);
        if (n > 1000) this.#cost += 0.02 * (each - this.#cost);
        yield;
      }
    }
    const items = this.#labelled;
    const rings = this.#dots(pixels, map, scene, outline);
    for (let from = 0; from < items.length; from += CHUNK) {
      const to = Math.min(items.length, from + CHUNK);
      drawLabelled(pixels, rings, outline, { from, to, items });
      yield;
    }
    this.#back = this.#front;
    this.#front = sheet;
    this.#show(sheet);
  }

  /** The surroundings of a few points, each one exactly as `drawAll` would draw it. */
  *#drawAround(plan: Plan, items: readonly number[]): Generator<void> {
    const front = this.#front;
    if (!front) return;
    const { scene, map, background, passes, outline } = plan;
    const sizes = [scene.radius, scene.labelled.radius + scene.labelled.line];
    const reach = Math.ceil(Math.max(...sizes) * scene.ratio) + 1;
    const tile = makeTile(2 * reach + 1);
    const dots = this.#dots(tile, map, scene, null);
    const rings = this.#dots(tile, map, scene, outline);
    for (const item of items) {
      const px = map.offsetX + (this.#xy[2 * item] ?? Number.NaN) * map.scaleX;
      const py = map.offsetY + (this.#xy[2 * item + 1] ?? Number.NaN) * map.scaleY;
      const { width, height } = front.pixels;
      if (!(px > -reach && px < width + reach && py > -reach && py < height + reach)) continue;
      const square = squareAround(px, py, reach);
      const around = this.near(inData(square, reach, map), CROWD);
      if (!around) {
        this.#slices.start(this.#drawAll(plan));
        return;
      }
      const labelled = around.filter((each) => isIn(this.#labelled, each));
      const layers = [
        { dots, items: around, outline: null },
        { dots: rings, items: labelled, outline },
      ];
      drawTile(front.pixels, tile, square, background, layers, passes);
      this.#show(front, square);
      yield;
    }
  }

  /** Points (outline: null) or labelled points, as the scene has them. */
  #dots(pixels: Pixels, map: Mapping, scene: Scene, outline: Outline | null, stronger = 1): Dots {
    const xy = this.#xy;
    const bytes = this.#bytes;
    const table = this.#table;
    const radius = (outline ? scene.labelled.radius : scene.radius) * scene.ratio;
    const opacity = outline ? 1 : Math.min(1, scene.opacity * stronger);
    return makeDots(pixels, xy, bytes, table, map, radius, opacity, outline);
  }

  #show({ image, pixels: { width, height } }: Sheet, square?: Square): void {
    const { x, y, side } = square ?? { x: 0, y: 0, side: Number.POSITIVE_INFINITY };
    const left = Math.max(0, x);
    const top = Math.max(0, y);
    const across = Math.min(width, x + side) - left;
    const down = Math.min(height, y + side) - top;
    if (across <= 0 || down <= 0) return;
    const [dx, dy] = [MARGIN + left, MARGIN + top];
    this.#context?.putImageData(image, -MARGIN, -MARGIN, dx, dy, across, down);
  }

  dispose(): void {
    this.#slices.stop();
    this.#plan = null;
    this.#front = null;
    this.#back = null;
    this.#xy = new Float32Array(0);
    this.#bytes = new Uint8Array(0);
    this.canvas.width = this.canvas.height = 0;
  }
}

function makeSheet(width: number, height: number): Sheet {
  const pixels = makePixels(width, height);
  const bytes = new Uint8ClampedArray(pixels.data.buffer as ArrayBuffer);
  return { pixels, image: new ImageData(bytes, width + 2 * MARGIN, height + 2 * MARGIN) };
}

/** The box of the points that may reach into a square of the picture. */
function inData({ x, y, side }: Square, reach: number, map: Mapping): Bounds {
  const [x0, x1] = [x - reach, x + side + reach].map((v) => (v - map.offsetX) / map.scaleX);
  const [y1, y0] = [y - reach, y + side + reach].map((v) => (v - map.offsetY) / map.scaleY);
  return { x0: x0 as number, y0: y0 as number, x1: x1 as number, y1: y1 as number };
}
