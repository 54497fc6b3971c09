// Which colour a point has: one byte per point into a table of 256 colours. A new score or a new
// selection changes the bytes; a new theme changes the table only.

import { classRgb, type Rgb, ramp } from "../shared/palette";
import { type Codes, NO_UNCERTAINTY, noneOf } from "./columns";

export type ColourBy = "uncertainty" | "prediction" | "label";

export const POOL = 0; // grey: nothing is known yet
export const DIMMED = 1; // outside of the selection
const FIRST = 2;
const CLASS_COLOURS = 21; // the period of classRgb
const RAMP_STEPS = 253;

export interface Colouring {
  by: ColourBy;
  prediction: Codes | null;
  uncertainty: Uint8Array | null;
  labels: Codes | null;
  selection: Uint8Array | null;
  spotlight: number | null; // show only this class
}

/** Colour byte of a class, of an uncertainty 0..254. */
const classByte = (code: number) => FIRST + (code % CLASS_COLOURS);
const rampByte = (value: number) => FIRST + Math.round((value * (RAMP_STEPS - 1)) / 254);

/** `only`: the class that is shown alone; all others, and what has no class, are dimmed. */
function classTable(codes: Codes, only: number | null): Uint8Array {
  const none = noneOf(codes);
  const table = new Uint8Array(none + 1);
  for (let code = 0; code < none; code++) table[code] = classByte(code);
  table[none] = POOL;
  if (only === null) return table;
  const lit = new Uint8Array(none + 1).fill(DIMMED);
  if (only < none) lit[only] = table[only] as number;
  return lit;
}

function rampTable(): Uint8Array {
  const table = new Uint8Array(256);
  for (let value = 0; value < 255; value++) table[value] = rampByte(value);
  table[NO_UNCERTAINTY] = POOL;
  return table;
}

/** Writes the bytes of the items from .. to - 1. */
export type Paint = (out: Uint8Array, from: number, to: number) => void;

export function paintOf(colouring: Colouring): Paint {
  const { by, selection } = colouring;
  // A class is shown alone only where the colour is the class.
  const spotlight = by === "uncertainty" ? null : colouring.spotlight;
  const column =
    by === "uncertainty"
      ? colouring.uncertainty
      : by === "prediction"
        ? colouring.prediction
        : colouring.labels;
  const rest = spotlight === null ? POOL : DIMMED;
  const table = !column ? null : by === "uncertainty" ? rampTable() : classTable(column, spotlight);
  return (out, from, to) => {
    const end = column && table ? Math.max(from, Math.min(to, column.length)) : from;
    if (column && table) {
      for (let i = from; i < end; i++) out[i] = table[column[i] as number] as number;
    }
    out.fill(rest, end, to);
    if (!selection) return;
    for (let i = from; i < to; i++) {
      if ((((selection[i >> 3] as number) >> (i & 7)) & 1) === 0) out[i] = DIMMED;
    }
  };
}

const GREYS: Record<"light" | "dark", { pool: Rgb; dimmed: Rgb }> = {
  light: { pool: [176, 181, 190], dimmed: [226, 228, 232] },
  dark: { pool: [96, 102, 114], dimmed: [46, 50, 58] },
};

/** The 256 colours as RGBA bytes (not premultiplied). */
export function colourTable(by: ColourBy, dark: boolean): Uint8Array {
  const table = new Uint8Array(256 * 4);
  const put = (index: number, rgb: Rgb, alpha: number) => table.set([...rgb, alpha], 4 * index);
  const greys = GREYS[dark ? "dark" : "light"];
  put(POOL, greys.pool, 230);
  put(DIMMED, greys.dimmed, 200);
  if (by === "uncertainty") {
    for (let k = 0; k < RAMP_STEPS; k++) put(FIRST + k, ramp(k / (RAMP_STEPS - 1), dark), 255);
  } else {
    for (let k = 0; k < CLASS_COLOURS; k++) put(FIRST + k, classRgb(k, dark), 255);
  }
  return table;
}
