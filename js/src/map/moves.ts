// Where the map is looked at from changes: fewer points while it moves, all of them when it stands.

import * as cameras from "./camera";
import type { MapData } from "./data";
import type { Look, Part } from "./picture";

const SETTLE_MS = 120; // after the last movement all points are drawn again

export class Moves {
  #timer = 0;

  constructor(
    private readonly data: MapData,
    private readonly look: Look,
    private readonly moved: (part: Part) => void,
  ) {}

  to(camera: cameras.Camera): void {
    const { look } = this;
    look.camera = camera;
    look.moving = true;
    this.moved("scene");
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      look.moving = false;
      this.moved("settled");
    }, SETTLE_MS);
  }

  zoom(x: number, y: number, factor: number): void {
    const { camera, frame } = this.look;
    this.to(cameras.zoomAt(camera, frame, this.data.bounds, x, y, factor));
  }

  /** Around the point that is pointed at, else around the middle. */
  zoomHere(factor: number): void {
    const { camera, frame, pointed } = this.look;
    const place = pointed === null ? null : this.data.placeOf(pointed);
    const [x, y] = place ?? [camera.x, camera.y];
    this.zoom(...cameras.toScreen(camera, frame, x, y), factor);
  }

  pan(dx: number, dy: number): void {
    const { camera, frame } = this.look;
    this.to(cameras.panBy(camera, frame, this.data.bounds, dx, dy));
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }
}
