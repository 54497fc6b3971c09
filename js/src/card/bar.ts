// The actions below the sample: each a button that carries its key.

import { fill, h } from "../shared/dom";
import { guessOf } from "../shared/session";
import { classesOf, type State, targets } from "../shared/state";
import type { Context, Part } from "./context";

interface Entry {
  action: string;
  words: string;
  title: string;
  can(state: State): boolean;
}

/** What can be done when everything has an answer. */
const LASTING = ["undo", "redo"];

const finished = (state: State) =>
  state.status.phase.name === "finished" && state.shown.length === 0;
const answering = (state: State) => state.view !== "past" && state.shown.length > 0;

const ENTRIES: readonly Entry[] = [
  {
    action: "accept",
    words: "accept",
    title: "Take the model's guess",
    can: (state) =>
      answering(state) && targets(state).some((card) => guessOf(card, classesOf(state)) !== null),
  },
  { action: "skip", words: "skip", title: "Ask me something else", can: answering },
  { action: "unsure", words: "unsure", title: "I looked, and cannot tell", can: answering },
  {
    action: "flag",
    words: "flag",
    title: "Something is wrong with this sample: write a note",
    can: answering,
  },
  {
    action: "undo",
    words: "undo",
    title: "Take back the last step",
    can: (state) => state.status.counts.undo + state.pending.length > 0,
  },
  {
    action: "redo",
    words: "redo",
    title: "Do it again",
    can: (state) => state.status.counts.redo > 0,
  },
];

export function createBar(context: Context, run: (action: string) => void): Part {
  const buttons = ENTRIES.map((entry) =>
    h("button.al-button.al-action", {
      title: entry.title,
      data: { alAction: entry.action },
      on: {
        click: (event) => {
          run(entry.action);
          if (event.detail > 0 && entry.action !== "flag") {
            (el.closest("[data-al-pane]") as HTMLElement | null)?.focus({ preventScroll: true });
          }
        },
      },
    }),
  );
  const el = h("div.al-actions", { aria: { role: "group", label: "Actions" } }, ...buttons);
  return {
    el,
    update(state) {
      ENTRIES.forEach((entry, i) => {
        const button = buttons[i];
        if (!button) return;
        const key = context.keyLabel(entry.action);
        if (button.dataset.alKey !== key) {
          button.dataset.alKey = key;
          fill(button, key ? h("span.al-kbd", {}, key) : null, entry.words);
        }
        button.disabled = !entry.can(state);
        // With nothing left to ask there is nothing to answer either; undo stays.
        button.hidden = finished(state) && !LASTING.includes(entry.action);
      });
    },
  };
}
