// What the colours and signs mean. A class is a mark, a name and two counts; a click on it shows
// its points alone, which needs no colour vision at all, a double click selects them.

import { fill, h } from "../shared/dom";
import { ramp } from "../shared/palette";
import { auditChips, type Chip, chipElement, chipsFor, classChips, searchChips } from "./chips";
import { type ColourBy, hasClasses, verdictOf, WRONG } from "./colours";
import type { MapData } from "./data";
import { ends, type NumberColumn, QUALITY } from "./numbers";
import type { Look } from "./picture";
import { count } from "./words";
import "./legend.css";

export interface LegendState {
  readonly by: ColourBy;
  readonly dark: boolean;
  readonly names: readonly string[];
  readonly labelled: Uint32Array; // per class
  readonly predicted: Uint32Array | null; // null: there is no prediction yet
  readonly scored: boolean; // there is an uncertainty
  readonly confident: boolean; // predicted classes fade with doubt
  readonly number: NumberColumn | null; // null: it is being computed
  readonly audited: readonly [number, number]; // wrong, right
  readonly marked: number; // labelled items
  readonly past: readonly number[] | null; // asked before the version that is shown; null: now
  readonly width: number; // of the pane, CSS pixels
}

/** What there is to explain on this map now. */
export function legendState(data: MapData, look: Look): LegendState {
  const audited: [number, number] = [0, 0];
  for (const item of data.audited) {
    const verdict = verdictOf(item, data);
    if (verdict >= 0) audited[verdict === WRONG ? 0 : 1]++;
  }
  return {
    by: look.by,
    dark: look.dark,
    names: data.names,
    labelled: data.labelCounts,
    predicted: data.predicted,
    scored: data.uncertainty !== null,
    confident: look.confident,
    number: data.number,
    audited,
    marked: data.labelled.length,
    past: look.formerly,
    width: look.frame.width || 640,
  };
}

export interface LegendHandlers {
  spotlight(code: number | null): void; // show this class alone; null: all again
  select(code: number, add: boolean): void;
}

export interface Legend {
  readonly element: HTMLElement;
  update(state: LegendState): void;
}

/** What goes into the next row together, so that nothing stands there alone. */
function together(parts: HTMLElement[]): HTMLElement {
  return h("span.al-map-together", {}, ...parts);
}

const sign = (kind: string, text: string, title = "") =>
  h(
    "span.al-map-sign",
    { title },
    h("span", { class: `al-map-dot al-map-${kind}`, aria: { hidden: "true" } }),
    text,
  );

/** The ramp between the words or numbers of its ends. */
function scale(low: string, high: string, dark: boolean, flip = false): HTMLElement {
  const bar = h("span.al-map-ramp");
  const stops = [0, 0.5, 1].map((t) => `rgb(${ramp(flip ? 1 - t : t, dark).join(" ")})`);
  bar.style.background = `linear-gradient(90deg, ${stops.join(", ")})`;
  return h("span.al-map-sign", {}, low, bar, high);
}

/** What the colour is, where it is a number. */
function numbers({ by, number, scored, dark, past }: LegendState): HTMLElement[] {
  if (by === "uncertainty") {
    if (scored) return [scale("sure", "unsure", dark)];
    return [sign("pool", past ? "its belief was not kept" : "no model yet")];
  }
  if (!number) return [h("span.al-map-sign.al-muted", {}, "computing …")];
  const words = h("span.al-map-sign.al-map-note", { title: number.text }, number.title);
  if (!number.values) {
    fill(words, `${number.title}: ${number.text}`);
    return [words];
  }
  if (number.text) words.append(h("span.al-muted", {}, ` · ${number.text}`));
  return [scale(...ends(number), dark, number.name === QUALITY), words];
}

/** The signs on the points, the same whatever the colour is. */
function signs({ marked, audited, by, past }: LegendState): HTMLElement[] {
  const tested = audited[0] + audited[1] > 0 && by !== "audit";
  return [
    ...(marked > 0 ? [sign("known", `labelled ${count(marked)}`)] : []),
    ...(past
      ? past.length > 0
        ? [sign("asked", "asked before this model")]
        : []
      : [sign("asked", "asked now"), sign("queued", "next")]),
    ...(tested
      ? [
          h(
            "span.al-map-sign",
            { title: "audited: + the model is right, × it is wrong" },
            "+ × audit",
          ),
        ]
      : []),
  ];
}

export function createLegend(handlers: LegendHandlers): Legend {
  const element = h("div.al-map-legend", { aria: { role: "group", label: "legend" } });
  let open = false;
  let pinned: number | null = null;
  let last: LegendState | null = null;
  let drawn = "";

  const pin = (code: number | null) => {
    pinned = code;
    handlers.spotlight(code);
    for (const other of element.querySelectorAll<HTMLElement>("[data-al-code]")) {
      other.setAttribute("aria-pressed", String(other.dataset.alCode === String(code)));
    }
  };
  const chips = {
    pin: (code: number) => pin(pinned === code ? null : code),
    point: (code: number | null) => handlers.spotlight(code ?? pinned),
    select: handlers.select,
  };
  const again = () => last && update(last);
  const search = h("input.al-map-search", {
    type: "search",
    placeholder: "find a class",
    aria: { label: "find a class in the legend" },
    on: {
      input: again,
      keydown: (event) => {
        event.stopPropagation();
        if (event.key !== "Escape" || search.value === "") return;
        search.value = "";
        again();
      },
    },
  });

  const more = (rest: number): HTMLElement =>
    h(
      "button.al-map-chip.al-map-more",
      {
        aria: { expanded: String(open) },
        on: {
          click: () => {
            open = !open;
            search.value = "";
            again();
            (open ? search : element.querySelector<HTMLElement>(".al-map-more"))?.focus();
          },
        },
      },
      open ? "fewer" : `+ ${count(rest)} more`,
    );

  const classes = (state: LegendState): (HTMLElement | null)[] => {
    const few = chipsFor(state.width);
    const { names, labelled, predicted } = state;
    const every =
      state.by === "audit"
        ? auditChips(state.audited, state.dark)
        : classChips(names, labelled, predicted, few);
    const found: Chip[] = open ? searchChips(every, search.value) : every.slice(0, few);
    const list = found.map((chip) => chipElement(chip, pinned === chip.code, chips));
    if (every.length > few) list.push(more(every.length - few));
    const words = predicted ? "labelled / predicted" : "labelled";
    return [
      open && every.length > few ? search : null,
      state.by !== "audit" && names.length ? h("span.al-map-key.al-muted", {}, words) : null,
      ...list.slice(0, -2),
      together(list.slice(-2)),
    ];
  };

  const update = (state: LegendState): void => {
    last = state;
    // No class is shown alone where there is no sign of it.
    const most = state.by === "audit" ? 2 : state.names.length;
    if (pinned !== null && (!hasClasses(state.by) || pinned >= most)) pin(null);
    // It may be called with every answer: build only what looks different.
    const { labelled, predicted, width, number, ...rest } = state;
    const counts = [[...labelled], predicted && [...predicted]];
    const column = number && { ...number, values: number.values !== null };
    const key = JSON.stringify([rest, counts, column, chipsFor(width), open, search.value]);
    if (key === drawn) return;
    drawn = key;
    const focused = element.querySelector<HTMLElement>(":focus");
    const code = focused?.dataset.alCode;
    const parts = hasClasses(state.by) ? classes(state) : numbers(state);
    if (state.by === "prediction" && state.confident && state.scored) {
      const bar = h("span.al-map-ramp.al-map-fade");
      parts.push(h("span.al-map-sign", {}, "unsure", bar, "sure"));
    }
    fill(element, ...parts, together(signs(state)));
    element.dataset.alOpen = String(open);
    if (focused === search) search.focus();
    else if (code) element.querySelector<HTMLElement>(`[data-al-code="${code}"]`)?.focus();
    // The chip under the mouse was replaced and cannot say that the mouse left it.
    if (!element.querySelector("[data-al-code]:hover")) handlers.spotlight(pinned);
  };

  return { element, update };
}
