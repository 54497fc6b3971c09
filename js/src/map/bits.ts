// Sets of items as bitmaps: item i is bit i & 7 of byte i >> 3 (least significant bit first),
// the same layout as the `select` message.

export type Combine = "replace" | "add" | "subtract";

export function emptyBits(n: number): Uint8Array {
  return new Uint8Array((n + 7) >> 3);
}

export function hasBit(bits: Uint8Array, item: number): boolean {
  return (((bits[item >> 3] ?? 0) >> (item & 7)) & 1) === 1;
}

export function setBit(bits: Uint8Array, item: number): void {
  bits[item >> 3] = (bits[item >> 3] ?? 0) | (1 << (item & 7));
}

const ONES = Uint8Array.from(
  { length: 256 },
  (_, byte) => byte.toString(2).replaceAll("0", "").length,
);

export function countBits(bits: Uint8Array): number {
  let count = 0;
  for (let k = 0; k < bits.length; k++) count += ONES[bits[k] as number] as number;
  return count;
}

/** One item more or less; always a new bitmap for `n` items. */
export function withBit(old: Uint8Array | null, n: number, item: number, on: boolean): Uint8Array {
  const bits = old?.slice() ?? emptyBits(n);
  const place = 1 << (item & 7);
  const before = bits[item >> 3] ?? 0;
  bits[item >> 3] = on ? before | place : before & ~place;
  return bits;
}

export function sameBits(a: Uint8Array | null, b: Uint8Array | null): boolean {
  if (!a || !b) return a === b;
  return a.length === b.length && a.every((byte, k) => byte === b[k]);
}

/** What is selected after drawing `fresh` over `old`; always a new bitmap as long as `fresh`. */
export function combineBits(old: Uint8Array | null, fresh: Uint8Array, how: Combine): Uint8Array {
  if (how === "replace") return fresh.slice();
  return fresh.map((byte, i) => {
    const before = old?.[i] ?? 0;
    return how === "add" ? before | byte : before & ~byte;
  });
}
