// What stands in the place of a sample when there is none.

import { fill, h } from "../shared/dom";
import type { State } from "../shared/state";
import type { Part } from "./context";

/** A heading and a sentence; null while there is a sample. */
export function emptyWords(state: State): [string, string] | null {
  if (state.mismatch !== null) return ["Two versions", state.mismatch];
  if (state.view === "past" || state.shown.length > 0) return null;
  const { phase } = state.status;
  if (phase.name === "finished") {
    const { skipped, unsure } = state.status.counts;
    return [
      skipped + unsure > 0 ? "Everything has an answer." : "Everything is labelled.",
      'Save the labels with session.export("labels.csv"), or look through them under “past”.',
    ];
  }
  if (state.silent) {
    return [
      "The kernel does not answer.",
      "It may be busy, or gone. Your answers are kept in this browser and sent as soon as it is back.",
    ];
  }
  if (!state.started) return ["getting the first sample…", ""];
  if (phase.name === "error") return ["No sample now.", phase.text];
  return ["getting the next sample…", ""];
}

export function createEmpty(): Part {
  const title = h("p.al-empty-title");
  const text = h("p.al-muted");
  const el = h("div.al-empty", { aria: { role: "status" } }, title, text);
  return {
    el,
    update(state) {
      const words = emptyWords(state);
      el.hidden = words === null;
      if (!words) return;
      if (title.textContent !== words[0]) fill(title, words[0]);
      if (text.textContent !== words[1]) fill(text, words[1]);
    },
  };
}
