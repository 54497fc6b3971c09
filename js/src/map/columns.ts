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

/** Items that have no place on the map. */
export function countUnplaced(xy: Float32Array): number {
  let count = 0;
  for (let i = 0; i + 1 < xy.length; i += 2) {
    if (!Number.isFinite((xy[i] as number) + (xy[i + 1] as number))) count++;
  }
  return count;
}
