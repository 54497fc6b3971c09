// All points of one class, as the colour shows it.

import { setBit } from "./bits";
import { type ColourBy, verdictOf } from "./colours";
import type { MapData } from "./data";

/** Bitmap of the items that are predicted, labelled or audited as `code`; by position. */
export function membersOf(data: MapData, by: ColourBy, code: number): Uint8Array {
  const { n } = data;
  const bits = new Uint8Array((n + 7) >> 3);
  if (by === "audit") {
    for (const item of data.audited) {
      if (item < n && verdictOf(item, data) === code) setBit(bits, item);
    }
    return bits;
  }
  const codes = by === "label" ? data.labels : data.prediction;
  const end = Math.min(n, codes?.length ?? 0);
  for (let i = 0; codes && i < end; i++) {
    if (codes[i] === code) bits[i >> 3] = (bits[i >> 3] as number) | (1 << (i & 7));
  }
  return bits;
}
