// The labels of the map: the column, who has one, and how many each class has, all kept up with
// every answer without looking at the other items.

import { type Codes, codeOf, noneOf } from "./columns";

const FEW = 64; // changes that are put into the list one by one

export class Labels {
  codes: Codes | null = null;
  /** Items that have a label, in order; a new array after every change. */
  items: Uint32Array = new Uint32Array(0);
  readonly #tally = new Map<number, number>();

  /** Take over a column (it is patched in place from now on). */
  set(codes: Codes | null): void {
    this.codes = codes;
    this.items = itemsWithCode(codes);
    this.#tally.clear();
    for (const item of this.items) this.#add(codeOf(codes, item), 1);
  }

  /** How many items each of the classes has. */
  counts(classes: number): Uint32Array {
    return Uint32Array.from({ length: classes }, (_, code) => this.#tally.get(code) ?? 0);
  }

  /** Change some items (-1: no label now) of a map of `n`; returns those that are different now. */
  patch(items: ArrayLike<number>, values: ArrayLike<number>, n: number): number[] {
    const codes = this.#roomFor(items, values, n);
    const none = noneOf(codes);
    const changed: number[] = [];
    const moved: number[] = []; // got their first label, or lost it
    for (let k = 0; k < items.length; k++) {
      const item = items[k] as number;
      const after = values[k] ?? -1;
      const before = codeOf(codes, item);
      if (before === after || (before < 0 && after < 0)) continue;
      codes[item] = after < 0 ? none : after;
      if (before >= 0) this.#add(before, -1);
      if (after >= 0) this.#add(after, 1);
      changed.push(item);
      if (before < 0 !== after < 0) moved.push(item);
    }
    if (moved.length > FEW) this.items = itemsWithCode(codes);
    else for (const item of moved) this.items = toggled(this.items, item);
    return changed;
  }

  #add(code: number, by: number): void {
    this.#tally.set(code, (this.#tally.get(code) ?? 0) + by);
  }

  /** The column itself, or a longer or wider one where these items or codes need it. */
  #roomFor(items: ArrayLike<number>, values: ArrayLike<number>, n: number): Codes {
    const { codes } = this;
    let length = Math.max(n, codes?.length ?? 0);
    let largest = 0;
    for (let k = 0; k < items.length; k++) {
      length = Math.max(length, (items[k] as number) + 1);
      largest = Math.max(largest, values[k] ?? -1);
    }
    const wide = codes instanceof Uint16Array || largest >= 0xff;
    if (codes && codes.length === length && wide === codes instanceof Uint16Array) return codes;
    const next = wide ? new Uint16Array(length) : new Uint8Array(length);
    next.fill(noneOf(next));
    for (const item of this.items) next[item] = codeOf(codes, item);
    this.codes = next;
    return next;
  }
}

/** Place of `item` in a sorted list, or where it belongs. */
function placeIn(items: Uint32Array, item: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((items[middle] as number) < item) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function isIn(items: Uint32Array, item: number): boolean {
  return items[placeIn(items, item)] === item;
}

/** The sorted list with `item` put in, or taken out when it is in. */
function toggled(items: Uint32Array, item: number): Uint32Array {
  const at = placeIn(items, item);
  const inside = items[at] === item;
  const next = new Uint32Array(items.length + (inside ? -1 : 1));
  next.set(items.subarray(0, at));
  if (!inside) next[at] = item;
  next.set(items.subarray(inside ? at + 1 : at), inside ? at : at + 1);
  return next;
}

/** Items that have a code, in order. */
export function itemsWithCode(codes: Codes | null): Uint32Array {
  if (!codes) return new Uint32Array(0);
  const none = noneOf(codes);
  let count = 0;
  for (let i = 0; i < codes.length; i++) if (codes[i] !== none) count++;
  const items = new Uint32Array(count);
  for (let i = 0, k = 0; i < codes.length; i++) if (codes[i] !== none) items[k++] = i;
  return items;
}
