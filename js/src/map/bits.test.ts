// @vitest-environment node
import { expect, test } from "vitest";
import { combineBits, countBits, emptyBits, hasBit, sameBits, setBit, withBit } from "./bits";

test("item i is bit i & 7 of byte i >> 3, least significant bit first", () => {
  const bits = emptyBits(10);
  expect(bits.length).toBe(2);
  setBit(bits, 0);
  setBit(bits, 9);
  expect([...bits]).toEqual([0b0000_0001, 0b0000_0010]);
  expect(hasBit(bits, 9)).toBe(true);
  expect(hasBit(bits, 8)).toBe(false);
  expect(hasBit(bits, 800)).toBe(false);
  expect(countBits(bits)).toBe(2);
  expect(countBits(Uint8Array.of(255, 0, 15))).toBe(12);
});

test("replace, add and subtract never change what was there", () => {
  const old = Uint8Array.of(0b1100);
  const fresh = Uint8Array.of(0b0110);
  expect(combineBits(old, fresh, "replace")[0]).toBe(0b0110);
  expect(combineBits(old, fresh, "add")[0]).toBe(0b1110);
  expect(combineBits(old, fresh, "subtract")[0]).toBe(0b1000);
  expect(combineBits(null, fresh, "add")[0]).toBe(0b0110);
  expect(combineBits(null, fresh, "subtract")[0]).toBe(0);
  expect([old[0], fresh[0]]).toEqual([0b1100, 0b0110]);
});

test("counts bits in words and in the bytes that are left, wherever they begin", () => {
  const bytes = Uint8Array.from({ length: 61 }, (_, i) => (i * 73 + 11) & 255);
  const slow = (part: Uint8Array) =>
    [...part].reduce((sum, byte) => sum + byte.toString(2).replaceAll("0", "").length, 0);
  for (const from of [0, 1, 4, 7]) {
    for (const to of [from, from + 1, from + 3, from + 4, 61]) {
      const part = bytes.subarray(from, to);
      expect(countBits(part)).toBe(slow(part));
    }
  }
  expect(countBits(new Uint8Array(8).fill(255))).toBe(64);
});

test("one item more or less, the old bitmap stays as it was", () => {
  const one = withBit(null, 20, 9, true);
  expect(hasBit(one, 9)).toBe(true);
  const none = withBit(one, 20, 9, false);
  expect([countBits(one), countBits(none), one.length]).toEqual([1, 0, 3]);
});

test("two bitmaps are the same when their bits are", () => {
  expect(sameBits(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true);
  expect(sameBits(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false);
  expect(sameBits(Uint8Array.of(1), Uint8Array.of(1, 0))).toBe(false);
  expect(sameBits(null, Uint8Array.of(0))).toBe(false);
  expect(sameBits(null, null)).toBe(true);
});
