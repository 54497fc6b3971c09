// @vitest-environment node
import { expect, test } from "vitest";
import { classRgb, ramp } from "../shared/palette";
import { emptyBits, setBit } from "./bits";
import { type Colouring, colourTable, DIMMED, POOL, paintOf, verdictOf } from "./colours";

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

test("a predicted class goes towards the paper with doubt, in its own hue, and comes back", () => {
  const prediction = Uint8Array.of(0, 0, 0, 0, 255);
  const uncertainty = Uint8Array.of(0, 127, 254, 255, 254);
  const confident = {
    ...base,
    by: "prediction" as const,
    prediction,
    uncertainty,
    confident: true,
  };
  const bytes = colourBytes(5, confident);
  for (const [dark, paper] of [
    [false, 255],
    [true, 17],
  ] as const) {
    const table = colourTable("prediction", dark, true);
    const far = [0, 1, 2].map((i) =>
      rgb(table, bytes[i]).reduce((sum, v) => sum + Math.abs((v as number) - paper), 0),
    );
    expect(rgb(table, bytes[0])).toEqual(classRgb(0, dark));
    expect(far[0]).toBeGreaterThan(far[1] as number);
    expect(far[1]).toBeGreaterThan(far[2] as number);
    expect(far[2]).toBeGreaterThan(0.15 * (far[0] as number)); // the hue can still be told
    expect(rgb(table, bytes[3])).toEqual(classRgb(0, dark)); // doubt unknown: not faded
  }
  expect(bytes[4]).toBe(POOL);
  const plain = colourBytes(5, { ...confident, confident: false });
  expect(rgb(colourTable("prediction", false), plain[2])).toEqual(classRgb(0));
});

test("no colour of 21 classes in 12 levels is another's", () => {
  const prediction = Uint8Array.from({ length: 21 * 12 }, (_, i) => Math.floor(i / 12));
  const uncertainty = Uint8Array.from({ length: 21 * 12 }, (_, i) =>
    Math.round((254 * (i % 12)) / 11),
  );
  const bytes = colourBytes(252, {
    ...base,
    by: "prediction",
    prediction,
    uncertainty,
    confident: true,
  });
  expect(new Set(bytes).size).toBe(252);
  expect(Math.min(...bytes)).toBeGreaterThan(DIMMED);
});

test("a number takes the ramp; of label quality the low end stands out", () => {
  const number = Uint8Array.of(0, 254, 255);
  const bytes = colourBytes(3, { ...base, by: "number", number });
  expect(rgb(colourTable("number", false), bytes[1])).toEqual(ramp(1, false));
  expect(rgb(colourTable("number", false, false, true), bytes[0])).toEqual(ramp(1, false));
  expect(bytes[2]).toBe(POOL);
  expect([...colourBytes(2, { ...base, by: "number", number: null })]).toEqual([POOL, POOL]);
});

test("the audit shows right and wrong, all else is pool, one of them can stand alone", () => {
  const audit = {
    ...base,
    by: "audit" as const,
    prediction: Uint8Array.of(0, 1, 1, 255),
    labels: Uint8Array.of(0, 0, 1, 1),
    audited: new Set([0, 1, 3, 99]),
  };
  expect([0, 1, 2, 3].map((item) => verdictOf(item, audit))).toEqual([1, 0, -1, -1]);
  const bytes = [...colourBytes(4, audit)];
  expect(bytes[0]).not.toBe(bytes[1]);
  expect(bytes.slice(2)).toEqual([POOL, POOL]);
  const wrong = [...colourBytes(4, { ...audit, spotlight: 0 })];
  expect(wrong).toEqual([DIMMED, bytes[1], DIMMED, DIMMED]);
  const one = new Uint8Array(4);
  paintOf(audit)(one, 1, 2);
  expect([...one]).toEqual([0, bytes[1], 0, 0]);
});
