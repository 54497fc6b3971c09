// The keys of card, grid and map, on one small page over the card.

import { fill, h } from "../shared/dom";
import type { Context, Part } from "./context";
import "./help.css";

/** What a key does: names of actions, whose keys the user may have changed, or the keys themselves. */
type Line = [keys: string[], words: string];

const CARD: readonly Line[] = [
  [["class1", "class9"], "the classes; a tenth one has 0"],
  [["accept"], "accept the model's guess"],
  [["skip"], "skip: ask something else"],
  [["unsure"], "unsure: looked, cannot tell"],
  [["flag"], "flag, with a note"],
  [["undo"], "undo"],
  [["redo"], "redo"],
  [["new_class"], "new class"],
  [["search"], "search classes"],
  [["grid"], "several samples at once"],
  [["past"], "past answers"],
  [["play"], "play or pause a sound"],
  [["help"], "this page"],
];
const GRID: readonly (readonly [string, string])[] = [
  ["←↑→↓", "to another sample"],
  ["⇧ ←↑→↓", "choose on the way"],
];
const MAP: readonly (readonly [string, string])[] = [
  ["←↑→↓", "move the map"],
  ["+ −", "closer, farther"],
  ["0", "all of it"],
  ["[ ]", "from point to point"],
  ["⏎", "ask about this point"],
  ["L", "select with a lasso"],
];

function line(keys: string, words: string): HTMLElement[] {
  return [h("dt", {}, h("span.al-kbd", {}, keys)), h("dd", {}, words)];
}

function group(title: string, lines: HTMLElement[]): HTMLElement {
  return h(
    "section.al-help-group",
    {},
    h("h3.al-small.al-muted", {}, title),
    h("dl", {}, ...lines),
  );
}

export function createHelp(context: Context): Part {
  const groups = h("div.al-help-groups");
  const close = h(
    "button.al-button",
    {
      on: { click: () => context.store.dispatch({ type: "help", open: false }) },
    },
    "close",
  );
  const note = "Keys work in the pane that has the focus; Tab leaves it.";
  const el = h(
    "div.al-help",
    { hidden: true, aria: { role: "dialog", label: "Keys" } },
    groups,
    h("div.al-help-foot", {}, close, h("span.al-small.al-muted", {}, note)),
  );

  const actions = (lines: readonly Line[]) =>
    lines.flatMap(([names, words]) =>
      line(names.map((name) => context.keyLabel(name)).join("–"), words),
    );
  const fixed = (lines: readonly (readonly [string, string])[]) =>
    lines.flatMap(([keys, words]) => line(keys, words));

  return {
    el,
    update(state, before) {
      el.hidden = !state.help;
      if (!state.help || before?.help) return;
      const grid = [...fixed(GRID), ...actions([[["select"], "choose this one"]])];
      fill(
        groups,
        group("card", actions(CARD)),
        h(
          "div",
          {},
          group("grid", grid),
          state.config.panes.includes("map") ? group("map", fixed(MAP)) : null,
        ),
      );
      close.focus({ preventScroll: true });
    },
  };
}
