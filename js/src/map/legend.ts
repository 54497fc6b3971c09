// What the colours and signs mean. A class is a mark, a name and two counts; pointing at a class
// shows its points alone, which needs no colour vision at all.

import { fill, h } from "../shared/dom";
import { classMark, paint, ramp } from "../shared/palette";
import type { ColourBy } from "./colours";
import type { MapData } from "./data";
import type { Look } from "./picture";
import { brief, count } from "./words";

export interface LegendState {
  readonly by: ColourBy;
  readonly dark: boolean;
  readonly names: readonly string[];
  readonly labelled: Uint32Array; // per class
  readonly predicted: Uint32Array | null; // null: there is no prediction yet
  readonly scored: boolean; // there is an uncertainty
  readonly marked: number; // labelled items
  readonly width: number; // of the pane, CSS pixels
}

/** What there is to explain on this map now. */
export function legendState(data: MapData, look: Look): LegendState {
  return {
    by: look.by,
    dark: look.dark,
    names: data.names,
    labelled: data.labelCounts,
    predicted: data.predicted,
    scored: data.uncertainty !== null,
    marked: data.labelled.length,
    width: look.frame.width || 640,
  };
}

export interface Legend {
  readonly element: HTMLElement;
  update(state: LegendState): void;
}

/** How many classes are named before "+ n more". */
export function chipsFor(width: number): number {
  return width < 480 ? 5 : 12;
}

/** What goes into the next row together, so that nothing stands there alone. */
function together(parts: HTMLElement[]): HTMLElement {
  return h("span", { class: "al-map-together" }, ...parts);
}

/** `spotlight(c)` shows class c alone, null shows all again. */
export function createLegend(spotlight: (code: number | null) => void): Legend {
  const element = h("div", { class: "al-map-legend", aria: { role: "group", label: "legend" } });
  let open = false;
  let pinned: number | null = null;
  let last: LegendState | null = null;
  let drawn = "";

  const pin = (code: number | null) => {
    pinned = code;
    spotlight(code);
    for (const other of element.querySelectorAll<HTMLElement>("[data-al-code]")) {
      other.setAttribute("aria-pressed", String(other.dataset.alCode === String(code)));
    }
  };

  const chip = (state: LegendState, code: number): HTMLElement => {
    const name = state.names[code] ?? "";
    const labelled = state.labelled[code] ?? 0;
    const predicted = state.predicted?.[code] ?? 0;
    const counts = state.predicted ? `${brief(labelled)} / ${brief(predicted)}` : brief(labelled);
    const words = `${name}: ${count(labelled)} labelled${
      state.predicted ? `, ${count(predicted)} predicted` : ""
    }`;
    const mark = h("span", { class: "al-map-mark", aria: { hidden: "true" } }, classMark(code));
    paint(mark, code);
    return h(
      "button",
      {
        class: "al-map-chip",
        type: "button",
        title: `${words}; click to show only these`,
        aria: { label: words, pressed: String(pinned === code) },
        data: { alCode: String(code) },
        on: {
          click: () => pin(pinned === code ? null : code),
          pointerenter: (event) => {
            if (event.pointerType === "mouse") spotlight(code);
          },
          pointerleave: () => spotlight(pinned),
        },
      },
      mark,
      h("span", { class: "al-map-name" }, name),
      h("span", { class: "al-muted" }, counts),
    );
  };

  const classes = (state: LegendState): (HTMLElement | null)[] => {
    const limit = open ? state.names.length : chipsFor(state.width);
    const rest = state.names.length - limit;
    const words = state.predicted ? "labelled / predicted" : "labelled";
    const chips = state.names.slice(0, limit).map((_, code) => chip(state, code));
    if (rest > 0 || (open && state.names.length > chipsFor(state.width))) chips.push(more(rest));
    return [
      state.names.length ? h("span", { class: "al-map-key al-muted" }, words) : null,
      ...chips.slice(0, -2),
      together(chips.slice(-2)),
    ];
  };

  const signs = (state: LegendState): HTMLElement[] => {
    const bar = h("span", { class: "al-map-ramp" });
    const stops = [0, 0.5, 1].map((t) => `rgb(${ramp(t, state.dark).join(" ")})`);
    bar.style.background = `linear-gradient(90deg, ${stops.join(", ")})`;
    const sign = (kind: string, text: string) =>
      h("span", { class: "al-map-sign" }, h("span", { class: `al-map-dot al-map-${kind}` }), text);
    const known = [
      state.scored
        ? h("span", { class: "al-map-sign" }, "sure", bar, "unsure")
        : sign("pool", "no model yet"),
      ...(state.marked > 0 ? [sign("known", `labelled ${count(state.marked)}`)] : []),
    ];
    return [
      ...known.slice(0, -1),
      together([...known.slice(-1), sign("asked", "asked now"), sign("queued", "next")]),
    ];
  };

  const update = (state: LegendState): void => {
    last = state;
    // No class is shown alone where there is no sign of it.
    if (pinned !== null && (state.by === "uncertainty" || pinned >= state.names.length)) pin(null);
    // It may be called with every answer: build only what looks different.
    const { labelled, predicted, width, ...rest } = state;
    const counts = [[...labelled], predicted && [...predicted]];
    const key = JSON.stringify([rest, counts, chipsFor(width), open]);
    if (key === drawn) return;
    drawn = key;
    const focused = element.querySelector<HTMLElement>(":focus")?.dataset.alCode;
    fill(element, ...(state.by === "uncertainty" ? signs(state) : classes(state)));
    element.dataset.alOpen = String(open);
    if (focused) element.querySelector<HTMLElement>(`[data-al-code="${focused}"]`)?.focus();
    // The chip under the mouse was replaced and cannot say that the mouse left it.
    if (!element.matches(":hover")) spotlight(pinned);
  };

  const more = (rest: number): HTMLElement =>
    h(
      "button",
      {
        class: "al-map-chip al-map-more",
        type: "button",
        aria: { expanded: String(open) },
        on: {
          click: () => {
            open = !open;
            if (last) update(last);
            element.querySelector<HTMLElement>(".al-map-more")?.focus();
          },
        },
      },
      open ? "fewer" : `+ ${count(rest)} more`,
    );

  return { element, update };
}
