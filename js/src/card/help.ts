// The keys, on one small page over the card.

import { fill, h } from "../shared/dom";
import type { Context, Part } from "./context";

const LINES: readonly [string[], string][] = [
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
  [["select"], "choose a sample in the grid"],
  [["past"], "past answers"],
  [["play"], "play or pause a sound"],
  [["help"], "this page"],
];

export function createHelp(context: Context): Part {
  const list = h("dl", { class: "al-help-list" });
  const close = h(
    "button",
    {
      class: "al-button",
      type: "button",
      on: { click: () => context.store.dispatch({ type: "help", open: false }) },
    },
    "close",
  );
  const el = h(
    "div",
    { class: "al-help", hidden: true, aria: { role: "dialog", label: "Keys" } },
    list,
    h(
      "p",
      { class: "al-small al-muted" },
      "Keys work while the card has the focus; Tab leaves it.",
    ),
    close,
  );
  return {
    el,
    update(state, before) {
      el.hidden = !state.help;
      if (!state.help || before?.help) return;
      const parts = LINES.flatMap(([actions, words]) => [
        h(
          "dt",
          {},
          h("span", { class: "al-kbd" }, actions.map((a) => context.keyLabel(a)).join("–")),
        ),
        h("dd", {}, words),
      ]);
      fill(list, ...parts);
      close.focus({ preventScroll: true });
    },
  };
}
