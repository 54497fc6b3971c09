// The columns of one map, and what is computed from them when it is needed.

import { type Bounds, boundsOf, sameBounds } from "./camera";
import { type Codes, countUnplaced, itemsWithCode, patchCodes } from "./columns";
import { buildGrid, type Grid, nearest } from "./grid";
import { byUncertainty } from "./order";

export class MapData {
  xy: Float32Array = new Float32Array(0);
  bounds: Bounds | null = null;
  unplaced = 0;
  prediction: Codes | null = null;
  labels: Codes | null = null;
  labelled: Uint32Array = new Uint32Array(0); // items that have a label
  names: readonly string[] = [];
  private scores: Uint8Array | null = null;
  private index: Grid | null = null;
  private ranking: Uint32Array | null = null;

  get n(): number {
    return this.xy.length >> 1;
  }

  get uncertainty(): Uint8Array | null {
    return this.scores;
  }

  set uncertainty(scores: Uint8Array | null) {
    this.scores = scores;
    this.ranking = null;
  }

  /** True when the points cover another area than before. */
  setCoordinates(xy: Float32Array): boolean {
    const before = this.bounds;
    this.xy = xy;
    this.bounds = boundsOf(xy);
    this.unplaced = countUnplaced(xy);
    this.index = null;
    this.ranking = null;
    return !sameBounds(before, this.bounds);
  }

  setLabels(codes: Codes | null): void {
    this.labels = codes;
    this.labelled = itemsWithCode(codes);
  }

  patchLabels(items: ArrayLike<number>, codes: ArrayLike<number>): void {
    this.setLabels(patchCodes(this.labels, items, codes, this.n));
  }

  /** Items from the most to the least uncertain. */
  get order(): Uint32Array {
    this.ranking ??= byUncertainty(this.xy, this.scores);
    return this.ranking;
  }

  /** Where the item is; null when it has no place. */
  placeOf(item: number): [number, number] | null {
    const x = this.xy[2 * item] ?? Number.NaN;
    const y = this.xy[2 * item + 1] ?? Number.NaN;
    return Number.isFinite(x + y) ? [x, y] : null;
  }

  /** Build the index for the mouse now (it is built on first use otherwise). */
  get grid(): Grid {
    this.index ??= buildGrid(this.xy, this.bounds);
    return this.index;
  }

  /** Item nearest to a point and within `radius` of it (data units), or null. */
  nearest(x: number, y: number, radius: number): number | null {
    const item = nearest(this.grid, this.xy, x, y, radius);
    return item < 0 ? null : item;
  }
}
