// The columns of the map as they came from the kernel. The largest value of a class column
// means "none"; 255 does for the uncertainty.

export type Codes = Uint8Array | Uint16Array;

export const NO_UNCERTAINTY = 255;

export function noneOf(codes: Codes): number {
  return codes instanceof Uint8Array ? 0xff : 0xffff;
}

/** Class of an item, -1 for none (also outside of the column). */
export function codeOf(codes: Codes | null, item: number): number {
  const code = codes?.[item];
  return !codes || code === undefined || code === noneOf(codes) ? -1 : code;
}

/** `codes` with some items changed (-1: none); a new column, longer or wider where needed. */
export function patchCodes(
  codes: Codes | null,
  items: ArrayLike<number>,
  values: ArrayLike<number>,
  n: number,
): Codes {
  let length = Math.max(n, codes?.length ?? 0);
  let largest = 0;
  for (let k = 0; k < items.length; k++) {
    length = Math.max(length, (items[k] as number) + 1);
    largest = Math.max(largest, values[k] ?? -1);
  }
  const wide = codes instanceof Uint16Array || largest >= 0xff;
  const next = wide ? new Uint16Array(length) : new Uint8Array(length);
  const none = noneOf(next);
  next.fill(none);
  if (codes) {
    if (noneOf(codes) === none) next.set(codes);
    else for (let i = 0; i < codes.length; i++) if (codes[i] !== 0xff) next[i] = codes[i] as number;
  }
  for (let k = 0; k < items.length; k++) {
    const value = values[k] ?? -1;
    next[items[k] as number] = value < 0 ? none : value;
  }
  return next;
}

/** How many items each class has. */
export function countCodes(codes: Codes | null, classes: number): Uint32Array {
  const counts = new Uint32Array(classes);
  if (!codes) return counts;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    if (code < classes) (counts[code] as number)++;
  }
  return counts;
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

/** Items that have no place on the map. */
export function countUnplaced(xy: Float32Array): number {
  let count = 0;
  for (let i = 0; i + 1 < xy.length; i += 2) {
    if (!Number.isFinite((xy[i] as number) + (xy[i + 1] as number))) count++;
  }
  return count;
}
