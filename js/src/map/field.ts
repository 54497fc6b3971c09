// What the model believes between the points: a small picture that the browser scales up, very
// quiet. It lies over the points and never touches them: it only darkens what is lighter than
// itself (on a dark page: lightens what is darker), which is the empty ground.

import { h } from "../shared/dom";
import type { FieldPlanes } from "../shared/layer_words";
import { classRgb, type Rgb, ramp } from "../shared/palette";
import type { ColourBy } from "./colours";
import type { Scene } from "./renderer";

export type FieldKind = "classes" | "uncertainty";

/** How far the colour of a cell goes from the surface to the colour of its class or number. */
const DEPTH = { light: 0.26, dark: 0.34 };

/** What the field shows when it follows the colour of the points. */
export function kindOf(by: ColourBy): FieldKind {
  return by === "uncertainty" ? "uncertainty" : "classes";
}

/** Opaque RGBA pixels of a field, the top row first; `only`: the class that is shown alone. */
export function fieldPixels(
  { nx, ny, classes }: FieldPlanes,
  bytes: Uint8Array,
  kind: FieldKind,
  surface: Rgb,
  dark: boolean,
  only: number | null = null,
): Uint8ClampedArray<ArrayBuffer> {
  const n = nx * ny;
  const out = new Uint8ClampedArray(4 * n);
  const depth = DEPTH[dark ? "dark" : "light"];
  const palette = classes.map((code) => classRgb(code, dark));
  for (let cell = 0; cell < n; cell++) {
    const at = (ny - 1 - Math.floor(cell / nx)) * nx + (cell % nx);
    const place = bytes[at] ?? 0;
    const unsure = (bytes[2 * n + at] ?? 0) / 255;
    const shown = kind === "uncertainty" || only === null || classes[place] === only;
    const colour = kind === "uncertainty" ? ramp(unsure, dark) : (palette[place] ?? surface);
    const strength = (bytes[(kind === "uncertainty" ? 3 : 1) * n + at] ?? 0) / 255;
    const t = shown ? depth * strength : 0;
    for (let k = 0; k < 3; k++) {
      const under = surface[k] as number;
      out[4 * cell + k] = under + ((colour[k] as number) - under) * t;
    }
    out[4 * cell + 3] = 255;
  }
  return out;
}

export interface FieldLayer {
  readonly canvas: HTMLCanvasElement;
  set(planes: FieldPlanes | null, bytes: Uint8Array): void;
  /** `kind` null: not shown. */
  draw(scene: Scene, kind: FieldKind | null, dark: boolean, only: number | null): void;
}

export function createField(): FieldLayer {
  const canvas = h("canvas.al-map-field", { hidden: true });
  let planes: FieldPlanes | null = null;
  let bytes = new Uint8Array();
  let drawn = "";

  const paint = (scene: Scene, kind: FieldKind, dark: boolean, only: number | null) => {
    const key = [kind, dark, only, ...scene.background].join();
    if (!planes || key === drawn) return;
    drawn = key;
    canvas.width = planes.nx;
    canvas.height = planes.ny;
    const pixels = fieldPixels(planes, bytes, kind, scene.background, dark, only);
    canvas.getContext("2d")?.putImageData(new ImageData(pixels, planes.nx, planes.ny), 0, 0);
    canvas.dataset.alField = kind;
  };

  return {
    canvas,
    set(next, values) {
      planes = next?.nx ? next : null;
      bytes = values as Uint8Array<ArrayBuffer>;
      drawn = "";
    },
    draw(scene, kind, dark, only) {
      canvas.hidden = !planes || kind === null;
      if (!planes || kind === null) return;
      paint(scene, kind, dark, only);
      const { camera, frame } = scene;
      const scale = camera.zoom * frame.unit;
      const [x0, , x1, y1] = planes.box;
      const x = frame.width / 2 + (x0 - camera.x) * scale;
      const y = frame.height / 2 - (y1 - camera.y) * scale;
      const pixel = ((x1 - x0) * scale) / planes.nx;
      canvas.style.transform = `translate(${x}px, ${y}px) scale(${pixel})`;
    },
  };
}
