// The point under the mouse, or reached by keyboard, and its preview.

import * as cameras from "./camera";
import type { MapData } from "./data";
import type { Moves } from "./moves";
import type { Look } from "./picture";
import type { Stage } from "./stage";
import { nextPoint, pointBeside, type Stop } from "./walk";

const HOVER_RADIUS = 8; // CSS pixels

export class Pointing {
  /** It was reached by keyboard or by a first tap. */
  walking = false;

  constructor(
    private readonly data: MapData,
    private readonly look: Look,
    private readonly stage: Stage,
    private readonly moves: Moves,
    private readonly moved: (item: number | null) => void,
    private readonly say: (text: string) => void,
  ) {}

  itemAt(px: number, py: number): number | null {
    const { camera, frame } = this.look;
    const [x, y] = cameras.toData(camera, frame, px, py);
    return this.data.nearest(x, y, HOVER_RADIUS / (camera.zoom * frame.unit));
  }

  point(item: number | null, walking = false): void {
    this.walking = walking && item !== null;
    if (item === this.look.pointed) return;
    this.look.pointed = item;
    this.stage.element.dataset.alPointing = String(item !== null);
    if (item === null) this.stage.preview.hide();
    else this.stage.preview.show(item, this.data);
    this.place();
    this.moved(item);
  }

  /** To the next point in order of uncertainty. */
  walk(step: 1 | -1): void {
    this.#stop(nextPoint(this.data, this.look, step));
  }

  /** An arrow key: from a point that was reached by keyboard to the one beside it, else a pan. */
  arrow(dx: number, dy: number): void {
    if (this.walking) this.#stop(pointBeside(this.data, this.look, -dx, dy));
    else this.moves.pan(dx, dy);
  }

  #stop(stop: Stop | null): void {
    if (!stop) {
      this.say("no further point that way");
      return;
    }
    this.goTo(stop.item);
    this.point(stop.item, true);
    this.say(stop.words);
  }

  /** Bring an item into view; false when it has no place. */
  goTo(item: number): boolean {
    const { camera, frame } = this.look;
    const place = this.data.placeOf(item);
    const seen = place && cameras.bringIntoView(camera, frame, ...place);
    if (seen && seen !== camera) this.moves.to(seen);
    return place !== null;
  }

  /** What is known of the pointed item changed. */
  retell(): void {
    const { pointed } = this.look;
    if (pointed !== null) this.stage.preview.show(pointed, this.data);
  }

  place(): void {
    const { pointed, camera, frame } = this.look;
    const place = pointed === null ? null : this.data.placeOf(pointed);
    if (!place) return;
    const [x, y] = cameras.toScreen(camera, frame, ...place);
    this.stage.preview.place(x, y, frame.width, frame.height);
  }
}
