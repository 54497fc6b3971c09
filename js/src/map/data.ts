// The columns of one map, and what is computed from them when it is needed.

import { type Bounds, boundsOf, sameBounds } from "./camera";
import { type Codes, countCodes, countUnplaced } from "./columns";
import { type Grid, gridSteps, itemsNear, nearest } from "./grid";
import { Labels } from "./labels";
import { pointsInside } from "./lasso";
import type { Moment } from "./moment";
import { type NumberColumn, Ranks } from "./numbers";
import { byUncertainty } from "./order";
import { finish } from "./slices";

const NOT_KEPT = "not kept of earlier models";

export class MapData {
  xy: Float32Array = new Float32Array(0);
  shown: Float32Array = this.xy; // where the points are drawn: elsewhere while they move over
  bounds: Bounds | null = null;
  unplaced = 0;
  names: readonly string[] = [];
  readonly #marked = new Labels();
  #former: { moment: Moment; marked: Labels } | null = null; // shown in place of now
  #codes: Codes | null = null;
  #believed: Uint32Array | null = null; // items of each class by prediction
  #scores: Uint8Array | null = null;
  #index: Grid | null = null;
  #indexing: Generator<void, Grid> | null = null;
  #ranking: Uint32Array | null = null;
  #number: NumberColumn | null = null; // what is looked at beside the uncertainty
  audited: Set<number> = new Set(); // labelled items of the audit
  readonly ranks = new Ranks();

  get n(): number {
    return this.xy.length >> 1;
  }

  get uncertainty(): Uint8Array | null {
    return this.#former ? this.#former.moment.uncertainty : this.#scores;
  }

  set uncertainty(scores: Uint8Array | null) {
    this.#scores = scores;
    this.#ranking = null;
  }

  get prediction(): Codes | null {
    return this.#former ? this.#former.moment.prediction : this.#codes;
  }

  set prediction(codes: Codes | null) {
    this.#codes = codes;
    this.#believed = null;
  }

  /** The map shows an earlier model. */
  get past(): boolean {
    return this.#former !== null;
  }

  /** A number is known of the model of now alone. */
  get number(): NumberColumn | null {
    const now = this.#number;
    return now && this.past ? { ...now, values: null, text: NOT_KEPT } : now;
  }

  set number(column: NumberColumn | null) {
    this.#number = column;
  }

  /** Items of each class by prediction; null without one. */
  get predicted(): Uint32Array | null {
    const { prediction: codes, names } = this;
    if (codes && this.#believed?.length !== names.length) {
      this.#believed = countCodes(codes, names.length);
    }
    return codes && this.#believed;
  }

  get labels(): Codes | null {
    return this.#standing.codes;
  }

  set labels(codes: Codes | null) {
    this.#marked.set(codes);
  }

  /** Items that have a label, in order. */
  get labelled(): Uint32Array {
    return this.#standing.items;
  }

  /** Items of each class by label. */
  get labelCounts(): Uint32Array {
    return this.#standing.counts(this.names.length);
  }

  /** The items whose label is another one now. */
  patchLabels(items: ArrayLike<number>, codes: ArrayLike<number>): number[] {
    const changed = this.#marked.patch(items, codes, this.n);
    return this.#former ? [] : changed;
  }

  get #standing(): Labels {
    return this.#former ? this.#former.marked : this.#marked;
  }

  /** Show what was; null: what is. */
  setMoment(moment: Moment | null): void {
    this.#former = moment && { moment, marked: new Labels() };
    this.#former?.marked.set(moment?.labels ?? null);
    this.#believed = null;
    this.#ranking = null;
  }

  /** True when the points cover another area than before. */
  setCoordinates(xy: Float32Array): boolean {
    const before = this.bounds;
    this.xy = this.shown = xy;
    this.bounds = boundsOf(xy);
    this.unplaced = countUnplaced(xy);
    this.#index = null;
    this.#indexing = gridSteps(xy, this.bounds);
    this.#ranking = null;
    return !sameBounds(before, this.bounds);
  }

  /** Items from the most to the least uncertain. */
  get order(): Uint32Array {
    this.#ranking ??= byUncertainty(this.xy, this.uncertainty);
    return this.#ranking;
  }

  /** Where the item is; null when it has no place. */
  placeOf(item: number): [number, number] | null {
    const x = this.xy[2 * item] ?? Number.NaN;
    const y = this.xy[2 * item + 1] ?? Number.NaN;
    return Number.isFinite(x + y) ? [x, y] : null;
  }

  /** Makes the index for the mouse in small steps (the first use of it does the rest). */
  *prepare(): Generator<void> {
    const indexing = this.#indexing;
    while (indexing && indexing === this.#indexing) {
      const { done, value } = indexing.next();
      if (done) this.#keep(value);
      yield;
    }
  }

  #keep(index: Grid): Grid {
    this.#index = index;
    this.#indexing = null;
    return index;
  }

  get grid(): Grid {
    const indexing = this.#indexing ?? gridSteps(this.xy, this.bounds);
    return this.#index ?? this.#keep(finish(indexing));
  }

  /** Items of the cells around a box; null when they are too many, or not known yet. */
  near(box: Bounds, most: number): Uint32Array | null {
    return this.#index && itemsNear(this.#index, box, most);
  }

  /** Bitmap of the items inside an outline (data units). */
  inside(polygon: ArrayLike<number>): Uint8Array {
    return pointsInside(this.xy, polygon, this.#index);
  }

  /** Item nearest to a point and within `radius` of it (data units), or null. */
  nearest(x: number, y: number, radius: number): number | null {
    const item = nearest(this.grid, this.xy, x, y, radius);
    return item < 0 ? null : item;
  }
}
