// What draws the points: the graphics card, or plain JavaScript where there is none.

import type { Rgb } from "../shared/palette";
import type { Camera, Frame } from "./camera";
import type { LabelledStyle } from "./sizing";

/** Everything about one picture that is not a column. */
export interface Scene {
  readonly camera: Camera;
  readonly frame: Frame;
  readonly ratio: number; // device pixels per CSS pixel
  readonly radius: number; // CSS pixels
  readonly opacity: number;
  readonly background: Rgb;
  readonly labelled: LabelledStyle;
  readonly line: Rgb; // of labelled points
  readonly quiet: Rgb; // the same of dimmed ones
  readonly dimming: boolean; // some points are dimmed and go below the rest
  readonly asked: [number, number] | null; // where its ring is: no name lies there
  readonly moving: boolean; // fewer points are fine until it stands still
}

export interface Renderer {
  readonly kind: "webgl" | "cpu";
  readonly canvas: HTMLCanvasElement;
  readonly busy: boolean; // a picture is being made and needs more `work`
  setCoordinates(xy: Float32Array): void;
  setColours(bytes: Uint8Array): void; // one per point, indices into the table; kept
  setTable(table: Uint8Array): void; // 256 RGBA colours
  setLabelled(items: Uint32Array): void;
  /** Begin a picture. Urgent: show some of the points at once when all would take too long. */
  draw(scene: Scene, urgent: boolean): void;
  /** The bytes or labels of these items changed: bring the last picture up to date. */
  patch(items: readonly number[]): void;
  /** Go on for about this long. */
  work(ms: number): void;
  dispose(): void;
}

/** Make the canvas as large as the pane in device pixels. */
export function fitCanvas(canvas: HTMLCanvasElement, scene: Scene): [number, number] {
  const width = Math.max(1, Math.round(scene.frame.width * scene.ratio));
  const height = Math.max(1, Math.round(scene.frame.height * scene.ratio));
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  return [width, height];
}
