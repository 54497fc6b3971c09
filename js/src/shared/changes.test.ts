import { expect, test } from "vitest";
import type { ColumnReply, Values } from "./buffers";
import { applyChanges, Columns } from "./changes";

const bytes = (...values: number[]) => Uint8Array.from(values);

test("listed places and values", () => {
  const before = bytes(1, 2, 3, 4);
  const now = applyChanges(before, bytes(1, 0, 0, 0, 3, 0, 0, 0, 9, 8), 0);
  expect(now).toEqual(bytes(1, 9, 3, 8));
  expect(before).toEqual(bytes(1, 2, 3, 4)); // a picture may still be drawn from it
});

test("a bit an item: the same, or the next value", () => {
  const before = bytes(1, 2, 3, 4, 5, 6, 7, 8, 9);
  expect(applyChanges(before, bytes(0b10000010, 1, 90, 91, 92), 1)).toEqual(
    bytes(1, 90, 3, 4, 5, 6, 7, 91, 92),
  );
});

test("two bits: nothing, one up, listed, one down; it wraps", () => {
  const before = bytes(10, 255, 20, 0, 5);
  expect(applyChanges(before, bytes(0b11_10_01_00, 0b01, 77), 2)).toEqual(bytes(10, 0, 77, 255, 6));
});

test("four bits: seven up to seven down", () => {
  expect(applyChanges(bytes(100, 100, 100), bytes(0x97, 0x08, 200), 4)).toEqual(
    bytes(107, 93, 200),
  );
});

test("codes of two bytes, at any place in the message", () => {
  const before = Uint16Array.of(300, 301, 302);
  expect(applyChanges(before, bytes(0b101, 0x10, 0x27, 0, 1), 1)).toEqual(
    Uint16Array.of(10_000, 301, 256),
  );
  expect(applyChanges(before, bytes(2, 0, 0, 0, 0, 1), 0)).toEqual(Uint16Array.of(300, 301, 256));
});

test("nothing changed, and nothing there", () => {
  expect(applyChanges(bytes(3, 4), bytes(), 0)).toEqual(bytes(3, 4));
  expect(applyChanges(bytes(), bytes(), 0)).toEqual(bytes());
});

const reply = (rev: number, values: Values, more: Partial<ColumnReply> = {}): ColumnReply => ({
  type: "column",
  name: "uncertainty",
  rev,
  dtype: "u8",
  values,
  ...more,
});

test("changes follow the revision they were made from, and no other", () => {
  const columns = new Columns();
  const step = bytes(1, 0, 0, 0, 7);
  expect(columns.take(reply(2, step, { since: 1, bits: 0 }))).toBeNull(); // nothing is here yet
  expect(columns.take(reply(3, bytes(1, 2)))).toEqual(bytes(1, 2));
  expect(columns.take(reply(5, step, { since: 4, bits: 0 }))).toBeNull(); // 4 was lost
  expect(columns.take(reply(4, step, { since: 3, bits: 0 }))).toEqual(bytes(1, 7));
  expect(columns.take(reply(6, bytes(0, 0)))).toEqual(bytes(0, 0));
});
