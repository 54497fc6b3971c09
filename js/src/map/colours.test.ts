// @vitest-environment node
import { expect, test } from "vitest";
import { classRgb, ramp } from "../shared/palette";
import { emptyBits, setBit } from "./bits";
import { type Colouring, colourTable, DIMMED, POOL, paintOf } from "./colours";

const base: Colouring = {
  by: "uncertainty",
  prediction: Uint8Array.of(0, 1, 1, 255),
  uncertainty: Uint8Array.of(0, 127, 254, 255),
  labels: Uint8Array.of(255, 255, 0, 255),
  selection: null,
  spotlight: null,
};
function colourBytes(n: number, colouring: Colouring): Uint8Array {
  const out = new Uint8Array(n).fill(99);
  paintOf(colouring)(out, 0, n);
  return out;
}
const rgb = (table: Uint8Array, byte: number | undefined) => [
  ...table.subarray(4 * (byte ?? 0), 4 * (byte ?? 0) + 3),
];

test("without a column the pool is grey", () => {
  expect([...colourBytes(3, { ...base, uncertainty: null })]).toEqual([POOL, POOL, POOL]);
});

test("uncertainty takes the ramp from end to end; unknown is grey, also of the labelled", () => {
  const bytes = colourBytes(4, base);
  const table = colourTable("uncertainty", false);
  expect(rgb(table, bytes[0])).toEqual(ramp(0, false));
  expect(rgb(table, bytes[2])).toEqual(ramp(1, false));
  expect(bytes[3]).toBe(POOL);
  const dark = colourTable("uncertainty", true);
  expect(rgb(dark, bytes[2])).toEqual(ramp(1, true));
});

test("classes take the colour of the palette, also far beyond its period", () => {
  const prediction = Uint16Array.of(0, 6, 7, 20, 21, 199, 65535);
  const bytes = colourBytes(7, { ...base, by: "prediction", prediction });
  const table = colourTable("prediction", false);
  for (const [i, code] of [0, 6, 7, 20, 21, 199].entries()) {
    expect(rgb(table, bytes[i])).toEqual(classRgb(code));
    expect(rgb(colourTable("prediction", true), bytes[i])).toEqual(classRgb(code, true));
  }
  expect(bytes[6]).toBe(POOL);
});

test("coloured by label, the rest is pool", () => {
  const bytes = colourBytes(4, { ...base, by: "label" });
  expect([bytes[0], bytes[1], bytes[3]]).toEqual([POOL, POOL, POOL]);
  expect(rgb(colourTable("label", false), bytes[2])).toEqual(classRgb(0));
});

test("what is not selected is dimmed, what is selected keeps its colour", () => {
  const selection = emptyBits(4);
  setBit(selection, 1);
  const plain = colourBytes(4, base);
  expect([...colourBytes(4, { ...base, selection })]).toEqual([DIMMED, plain[1], DIMMED, DIMMED]);
});

test("the spotlight leaves one class of what the colour shows, and nothing without a class", () => {
  const lit = (by: Colouring["by"], spotlight: number) =>
    [...colourBytes(5, { ...base, by, spotlight })].map((byte) => byte !== DIMMED);
  expect(lit("prediction", 1)).toEqual([false, true, true, false, false]);
  expect(lit("label", 0)).toEqual([false, false, true, false, false]);
  expect(lit("label", 9)).toEqual([false, false, false, false, false]);
  expect(lit("uncertainty", 0)).not.toContain(false);
});

test("a column that is shorter or longer than the map does no harm", () => {
  expect([...colourBytes(6, { ...base, by: "label" })].slice(4)).toEqual([POOL, POOL]);
  expect(colourBytes(2, base).length).toBe(2);
});

test("a range writes its own items and no others, and gives what the whole gives", () => {
  const selection = emptyBits(4);
  setBit(selection, 2);
  for (const more of [{}, { selection }, { spotlight: 1 }, { by: "label" as const }]) {
    const whole = colourBytes(6, { ...base, ...more });
    const out = new Uint8Array(6).fill(99);
    const paint = paintOf({ ...base, ...more });
    paint(out, 2, 3);
    expect([...out]).toEqual([99, 99, whole[2], 99, 99, 99]);
    paint(out, 3, 6);
    paint(out, 0, 2);
    expect(out).toEqual(whole);
  }
});
