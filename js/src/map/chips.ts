// Classes in the legend: a mark, a name and two counts each. Many classes come the most frequent
// first, fold, and can be searched.

import { h } from "../shared/dom";
import { classMark, paint } from "../shared/palette";
import { verdictColour } from "./colours";
import { brief, count } from "./words";

/** One line of the legend that can be shown alone. */
export interface Chip {
  readonly code: number;
  readonly name: string;
  readonly mark: string;
  readonly colour: string | null; // null: that of the class
  readonly labelled: number;
  readonly predicted: number | null; // null: there is no prediction, or the question has none
  readonly words: string; // said, and shown at the mouse
}

/** How many classes are named before "+ n more". */
export function chipsFor(width: number): number {
  return width < 480 ? 5 : 12;
}

/** Chips of classes; in the order of the classes while they are few, else by frequency. */
export function classChips(
  names: readonly string[],
  labelled: Uint32Array,
  predicted: Uint32Array | null,
  few: number,
): Chip[] {
  const chips = names.map((name, code): Chip => {
    const [mine, its] = [labelled[code] ?? 0, predicted?.[code] ?? 0];
    const words = `${name}: ${count(mine)} labelled`;
    return {
      code,
      name,
      mark: classMark(code),
      colour: null,
      labelled: mine,
      predicted: predicted ? its : null,
      words: predicted ? `${words}, ${count(its)} predicted` : words,
    };
  });
  if (names.length <= few) return chips;
  const often = (chip: Chip) => chip.predicted ?? chip.labelled;
  return chips.sort((a, b) => often(b) - often(a) || b.labelled - a.labelled || a.code - b.code);
}

/** Chips of what the audit found. */
export function auditChips(counts: readonly [number, number], dark: boolean): Chip[] {
  return (["wrong", "right"] as const).map((name, code) => ({
    code,
    name,
    mark: code === 0 ? "×" : "+",
    colour: verdictColour(code, dark),
    labelled: counts[code] ?? 0,
    predicted: null,
    words: `${count(counts[code] ?? 0)} audited samples that the model gets ${name}`,
  }));
}

export interface ChipHandlers {
  pin(code: number): void;
  point(code: number | null): void; // null: the mouse left
  select(code: number, add: boolean): void;
}

export function chipElement(chip: Chip, pressed: boolean, handlers: ChipHandlers): HTMLElement {
  const { code, words } = chip;
  const mark = h("span.al-map-mark", { aria: { hidden: "true" } }, chip.mark);
  if (chip.colour === null) paint(mark, code);
  else mark.style.color = chip.colour;
  const counts = [chip.labelled, chip.predicted].flatMap((n) => (n === null ? [] : [brief(n)]));
  return h(
    "button.al-map-chip",
    {
      title: `${words}\nclick: show only these; double click: select all of them`,
      aria: { label: words, pressed: String(pressed), keyshortcuts: "Shift+Enter" },
      data: { alCode: String(code) },
      on: {
        // The second click of a double click; Shift+Enter is that of the keyboard.
        click: (event) => {
          if (event.detail > 1) return;
          if (event.shiftKey) handlers.select(code, false);
          else handlers.pin(code);
        },
        dblclick: (event) => handlers.select(code, event.shiftKey),
        pointerenter: (event) => {
          if (event.pointerType === "mouse") handlers.point(code);
        },
        pointerleave: () => handlers.point(null),
      },
    },
    mark,
    h("span.al-map-name", {}, chip.name),
    h("span.al-muted", {}, counts.join(" / ")),
  );
}

/** The chips whose names hold the text; those that begin with it first. */
export function searchChips(chips: readonly Chip[], text: string): Chip[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return [...chips];
  const at = (chip: Chip) => chip.name.toLowerCase().indexOf(wanted);
  return chips
    .filter((chip) => at(chip) >= 0)
    .sort((a, b) => Number(at(a) > 0) - Number(at(b) > 0));
}
