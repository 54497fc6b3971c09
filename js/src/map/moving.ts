// Points that go over to their new places when there is another projection. The view stays: who has
// zoomed in keeps centre and scale, who sees everything goes on seeing everything.

import { held } from "../shared/hold";
import * as cameras from "./camera";
import type { MapData } from "./data";
import type { Look } from "./picture";

export const MOVE_MS = 360;
const MS_PER_POINT = 1e-4; // between two pictures: every frame of 100k points, a few of 1M

/** Places at share `t` of the way; a point without a place at either end has none. */
export function between(from: Float32Array, to: Float32Array, t: number, out: Float32Array): void {
  for (let i = 0; i < out.length; i++) {
    const a = from[i] as number;
    out[i] = a + ((to[i] as number) - a) * t;
  }
}

function same(a: Float32Array, b: Float32Array): boolean {
  // a point that had no place appears; it has nowhere to come from
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i] && !Number.isNaN(a[i])) return false;
  return true;
}

function isHome(camera: cameras.Camera, bounds: cameras.Bounds | null): boolean {
  const { x, y, zoom } = cameras.home(bounds);
  return camera.x === x && camera.y === y && camera.zoom === zoom;
}

export class Moving {
  #request = 0;

  constructor(
    private readonly data: MapData,
    private readonly look: Look,
    private readonly redraw: () => void,
  ) {}

  /** Take over new coordinates, and show how the points get there. */
  to(xy: Float32Array): void {
    this.stop();
    const { data, look } = this;
    const from = data.shown;
    const { camera, frame } = look;
    const first = data.bounds === null;
    const whole = first || isHome(camera, data.bounds);
    data.setCoordinates(xy);
    look.frame = cameras.frameOf(frame.width, frame.height, data.bounds);
    const zoom = (camera.zoom * frame.unit) / look.frame.unit;
    look.camera = whole
      ? cameras.home(data.bounds)
      : cameras.panBy({ ...camera, zoom }, look.frame, data.bounds, 0, 0);
    const still = window.matchMedia?.("(prefers-reduced-motion: reduce)").matches;
    if (first || still || frame.width < 1 || from.length !== xy.length || same(from, xy)) return;
    this.#animate(from, whole ? { camera, unit: frame.unit } : null);
  }

  #animate(from: Float32Array, view: { camera: cameras.Camera; unit: number } | null): void {
    const { data, look } = this;
    const out = new Float32Array(from);
    const goal = { camera: look.camera, unit: look.frame.unit };
    const began = performance.now();
    let drawn = began;
    let mine = view?.camera ?? null; // the camera as it was set here; another one is the user's
    const place = (t: number) => {
      if (!view) return;
      look.frame = { ...look.frame, unit: view.unit + (goal.unit - view.unit) * t };
      if (look.camera !== mine) return;
      const toward = (a: number, b: number) => a + (b - a) * t;
      mine = {
        x: toward(view.camera.x, goal.camera.x),
        y: toward(view.camera.y, goal.camera.y),
        zoom: toward(view.camera.zoom, goal.camera.zoom),
      };
      look.camera = mine;
    };
    const step = () => {
      const now = performance.now();
      const share = Math.min(1, (now - began) / MOVE_MS);
      if (share === 1) {
        place(1);
        this.stop();
        return;
      }
      this.#request = requestAnimationFrame(step);
      if (held() || now - drawn < (from.length / 2) * MS_PER_POINT) return;
      drawn = now;
      const t = share * share * (3 - 2 * share); // slow at both ends
      between(from, data.xy, t, out);
      place(t);
      this.redraw();
    };
    if (mine) look.camera = mine;
    place(0);
    look.moving = true;
    data.shown = out;
    this.#request = requestAnimationFrame(step);
  }

  /** Put every point where it belongs. */
  stop(): void {
    if (!this.#request) return;
    cancelAnimationFrame(this.#request);
    this.#request = 0;
    this.data.shown = this.data.xy;
    this.look.moving = false;
    this.look.frame = cameras.frameOf(
      this.look.frame.width,
      this.look.frame.height,
      this.data.bounds,
    );
    this.redraw();
  }
}
