// Which colour a point has: one byte per point into a table of 256 colours. A new score or a new
// selection changes the bytes; a new theme changes the table only.

import { classRgb, type Rgb, ramp } from "../shared/palette";
import { type Codes, codeOf, NO_UNCERTAINTY, noneOf } from "./columns";
import { faded, LEVEL_OF, LEVELS } from "./confidence";

export type ColourBy = "uncertainty" | "prediction" | "label" | "number" | "audit";

export const POOL = 0; // grey: nothing is known yet
export const DIMMED = 1; // outside of the selection
const FIRST = 2;
const CLASS_COLOURS = 21; // the period of classRgb
const RAMP_STEPS = 253;

/** What the audit found, as codes of a legend: the label against the prediction. */
export const WRONG = 0;
export const RIGHT = 1;
/** Okabe and Ito's vermilion and bluish green; a cross and a plus say the same without colour. */
const AUDIT: Record<"light" | "dark", readonly [Rgb, Rgb]> = {
  light: [
    [200, 80, 0],
    [0, 140, 105],
  ],
  dark: [
    [240, 120, 50],
    [40, 185, 145],
  ],
};

export interface Colouring {
  by: ColourBy;
  prediction: Codes | null;
  uncertainty: Uint8Array | null;
  labels: Codes | null;
  number?: Uint8Array | null;
  audited?: ReadonlySet<number>;
  selection: Uint8Array | null;
  spotlight: number | null; // show only this class
  confident?: boolean; // predicted classes fade with the model's doubt
}

/** Whether the colour is a class (or a verdict), of which one can be shown alone. */
export function hasClasses(by: ColourBy): boolean {
  return by === "prediction" || by === "label" || by === "audit";
}

/** What the audit says of an item; -1: it is not audited, or nothing is predicted. */
export function verdictOf(
  item: number,
  { audited, labels, prediction }: Pick<Colouring, "audited" | "labels" | "prediction">,
): number {
  const label = audited?.has(item) ? codeOf(labels, item) : -1;
  const predicted = codeOf(prediction, item);
  if (label < 0 || predicted < 0) return -1;
  return label === predicted ? RIGHT : WRONG;
}

/** Colour byte of a class, of an uncertainty 0..254. */
const classByte = (code: number, levels = 1) => FIRST + levels * (code % CLASS_COLOURS);
const rampByte = (value: number) => FIRST + Math.round((value * (RAMP_STEPS - 1)) / 254);

/** `only`: the class that is shown alone; all others, and what has no class, are dimmed. */
function classTable(codes: Codes, only: number | null, levels: number): Uint8Array {
  const none = noneOf(codes);
  const table = new Uint8Array(none + 1);
  for (let code = 0; code < none; code++) table[code] = classByte(code, levels);
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
  const { selection } = colouring;
  const paint = colouring.by === "audit" ? paintAudit(colouring) : paintColumn(colouring);
  return (out, from, to) => {
    paint(out, from, to);
    if (!selection) return;
    for (let i = from; i < to; i++) {
      if ((((selection[i >> 3] as number) >> (i & 7)) & 1) === 0) out[i] = DIMMED;
    }
  };
}

function paintColumn(colouring: Colouring): Paint {
  const { by, prediction, uncertainty, labels, number } = colouring;
  // A class is shown alone only where the colour is the class.
  const spotlight = hasClasses(by) ? colouring.spotlight : null;
  const rest = spotlight === null ? POOL : DIMMED;
  const faint = by === "prediction" && colouring.confident ? uncertainty : null;
  let column: Codes | null = by === "label" ? labels : prediction;
  let table: Uint8Array | null = null;
  if (hasClasses(by)) table = column && classTable(column, spotlight, faint ? LEVELS : 1);
  else {
    column = (by === "number" ? number : uncertainty) ?? null;
    table = column && rampTable();
  }
  return (out, from, to) => {
    const end = column && table ? Math.max(from, Math.min(to, column.length)) : from;
    if (column && table) {
      for (let i = from; i < end; i++) out[i] = table[column[i] as number] as number;
      for (let i = from; faint && i < end; i++) {
        const byte = out[i] as number;
        if (byte >= FIRST) out[i] = byte + (LEVEL_OF[faint[i] ?? NO_UNCERTAINTY] as number);
      }
    }
    out.fill(rest, end, to);
  };
}

function paintAudit(colouring: Colouring): Paint {
  const { audited, spotlight } = colouring;
  return (out, from, to) => {
    out.fill(spotlight === null ? POOL : DIMMED, from, to);
    const put = (item: number) => {
      const verdict = verdictOf(item, colouring);
      if (verdict >= 0 && (spotlight === null || spotlight === verdict))
        out[item] = FIRST + verdict;
    };
    if (to - from < (audited?.size ?? 0)) for (let i = from; i < to; i++) put(i);
    else for (const item of audited ?? []) if (item >= from && item < to) put(item);
  };
}

const GREYS: Record<"light" | "dark", { pool: Rgb; dimmed: Rgb }> = {
  light: { pool: [176, 181, 190], dimmed: [226, 228, 232] },
  dark: { pool: [96, 102, 114], dimmed: [46, 50, 58] },
};

/**
 * The 256 colours as RGBA bytes (not premultiplied). `confident`: predicted classes in levels.
 * `flip`: the low end of the ramp is what stands out.
 */
export function colourTable(
  by: ColourBy,
  dark: boolean,
  confident = false,
  flip = false,
): Uint8Array {
  const table = new Uint8Array(256 * 4);
  const put = (index: number, rgb: Rgb, alpha: number) => table.set([...rgb, alpha], 4 * index);
  const theme = dark ? "dark" : "light";
  put(POOL, GREYS[theme].pool, 230);
  put(DIMMED, GREYS[theme].dimmed, 200);
  if (by === "audit") {
    AUDIT[theme].forEach((rgb, verdict) => {
      put(FIRST + verdict, rgb, 255);
    });
  } else if (hasClasses(by)) {
    const levels = by === "prediction" && confident ? LEVELS : 1;
    for (let k = 0; k < CLASS_COLOURS; k++) {
      for (let l = 0; l < levels; l++) {
        put(FIRST + levels * k + l, faded(classRgb(k, dark), l, dark), 255);
      }
    }
  } else {
    for (let k = 0; k < RAMP_STEPS; k++) {
      const t = k / (RAMP_STEPS - 1);
      put(FIRST + k, ramp(flip ? 1 - t : t, dark), 255);
    }
  }
  return table;
}

/** CSS colour of a verdict of the audit. */
export function verdictColour(verdict: number, dark: boolean): string {
  return `rgb(${AUDIT[dark ? "dark" : "light"][verdict === RIGHT ? 1 : 0].join(" ")})`;
}
