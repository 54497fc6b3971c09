// Renderer in plain JavaScript: the raster into an ImageData, the ImageData onto a canvas.

import { drawOutlined, drawPoints, MARGIN, makePixels, type Pixels, pack } from "./raster";
import { fitCanvas, labelledRadius, OUTLINE, type Renderer, type Scene } from "./renderer";

const MOVING_MS = 12; // while moving, draw as many points as fit into this time

export class CpuRenderer implements Renderer {
  readonly kind = "cpu";
  readonly canvas = document.createElement("canvas");
  private readonly context = this.canvas.getContext("2d", { alpha: false });
  private xy = new Float32Array(0);
  private bytes = new Uint8Array(0);
  private table = new Uint8Array(1024);
  private labelled = new Uint32Array(0);
  private pixels: Pixels | null = null;
  private image: ImageData | null = null;
  private msPerPoint = 1e-4; // measured: a moving average

  setCoordinates(xy: Float32Array): void {
    this.xy = xy as Float32Array<ArrayBuffer>;
  }
  setColours(bytes: Uint8Array): void {
    this.bytes = bytes as Uint8Array<ArrayBuffer>;
  }
  setTable(table: Uint8Array): void {
    this.table = table as Uint8Array<ArrayBuffer>;
  }
  setLabelled(items: Uint32Array): void {
    this.labelled = items as Uint32Array<ArrayBuffer>;
  }

  draw(scene: Scene): void {
    if (!this.context) return;
    const [width, height] = fitCanvas(this.canvas, scene);
    const { pixels, image } = this.buffers(width, height);
    const { camera, frame, ratio } = scene;
    const scale = camera.zoom * frame.unit * ratio;
    const map = {
      scaleX: scale,
      scaleY: -scale,
      offsetX: width / 2 - camera.x * scale,
      offsetY: height / 2 + camera.y * scale,
    };
    const n = this.xy.length >> 1;
    const step = scene.moving ? Math.max(1, Math.ceil((n * this.msPerPoint) / MOVING_MS)) : 1;
    const radius = scene.radius * ratio;
    const opacity = Math.min(1, scene.opacity * Math.sqrt(step));
    const began = performance.now();
    pixels.data.fill(pack(scene.background));
    for (const pass of scene.dimming ? (["dimmed", "rest"] as const) : (["all"] as const)) {
      drawPoints(pixels, this.xy, this.bytes, this.table, map, radius, opacity, step, pass);
    }
    const ms = performance.now() - began;
    if (n > 1000) this.msPerPoint += 0.3 * ((ms * step) / n - this.msPerPoint);
    drawOutlined(
      pixels,
      this.xy,
      this.labelled,
      this.bytes,
      this.table,
      map,
      labelledRadius(scene.radius) * ratio,
      OUTLINE * ratio,
      pack(scene.outline),
      pack(scene.quiet),
    );
    this.context.putImageData(image, -MARGIN, -MARGIN, MARGIN, MARGIN, width, height);
  }

  private buffers(width: number, height: number): { pixels: Pixels; image: ImageData } {
    if (
      !this.pixels ||
      !this.image ||
      this.pixels.width !== width ||
      this.pixels.height !== height
    ) {
      this.pixels = makePixels(width, height);
      const bytes = new Uint8ClampedArray(this.pixels.data.buffer as ArrayBuffer);
      this.image = new ImageData(bytes, width + 2 * MARGIN, height + 2 * MARGIN);
    }
    return { pixels: this.pixels, image: this.image };
  }

  dispose(): void {
    this.pixels = null;
    this.image = null;
    this.xy = new Float32Array(0);
    this.bytes = new Uint8Array(0);
    this.canvas.width = this.canvas.height = 0;
  }
}
