// What draws the points: the graphics card, or plain JavaScript where there is none.

import type { Rgb } from "../shared/palette";
import type { Camera, Frame } from "./camera";

/** Everything about one picture that is not a column. */
export interface Scene {
  readonly camera: Camera;
  readonly frame: Frame;
  readonly ratio: number; // device pixels per CSS pixel
  readonly radius: number; // CSS pixels
  readonly opacity: number;
  readonly background: Rgb;
  readonly outline: Rgb; // around labelled points
  readonly quiet: Rgb; // the same around dimmed ones
  readonly dimming: boolean; // some points are dimmed and go below the rest
  readonly moving: boolean; // fewer points are fine until it stands still
}

export interface Renderer {
  readonly kind: "webgl" | "cpu";
  readonly canvas: HTMLCanvasElement;
  setCoordinates(xy: Float32Array): void;
  setColours(bytes: Uint8Array): void; // one per point, indices into the table
  setTable(table: Uint8Array): void; // 256 RGBA colours
  setLabelled(items: Uint32Array): void;
  draw(scene: Scene): void;
  dispose(): void;
}

export const OUTLINE = 1; // CSS pixels

/** Labelled points are a little larger than the others, and never tiny. */
export function labelledRadius(radius: number): number {
  return Math.max(2.75, radius * 1.1);
}

/** Make the canvas as large as the pane in device pixels. */
export function fitCanvas(canvas: HTMLCanvasElement, scene: Scene): [number, number] {
  const width = Math.max(1, Math.round(scene.frame.width * scene.ratio));
  const height = Math.max(1, Math.round(scene.frame.height * scene.ratio));
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  return [width, height];
}
