// What the machine does now: a dot, a word, how far it is, and the way to stop it.

import { fill, h } from "../shared/dom";
import type { Phase } from "../shared/protocol";
import type { Session } from "../shared/session";
import type { State } from "../shared/state";

export interface PhaseView {
  el: HTMLElement;
  detail: HTMLElement; // the error, with its traceback behind it
  update(state: State): void;
}

function wordOf(phase: Phase): string {
  if (phase.name === "error" || phase.name === "finished") return phase.name;
  return phase.text.length > 0 && phase.text.length <= 48 ? phase.text : phase.name;
}

export function createPhase(session: Session): PhaseView {
  const word = h("span.al-phase-word");
  const fillBar = h("span.al-progress-fill");
  const progress = h(
    "span.al-progress",
    { aria: { role: "progressbar", valuemin: "0", valuemax: "100" } },
    fillBar,
  );
  const cancel = h(
    "button.al-plain",
    {
      data: { alCommand: "cancel" },
      on: { click: () => session.command("cancel") },
    },
    "cancel",
  );
  const el = h(
    "span.al-phase",
    { aria: { role: "status" } },
    h("span.al-dot", { aria: { hidden: "true" } }),
    word,
    progress,
    cancel,
  );
  const text = h("span", { dir: "auto" });
  const trace = h("pre.al-trace.al-small");
  const more = h("details.al-more", {}, h("summary", {}, "details"), trace);
  const dismiss = h(
    "button.al-plain",
    {
      on: { click: () => session.command("dismiss") },
    },
    "dismiss",
  );
  const detail = h(
    "div.al-trouble",
    { hidden: true, data: { alTone: "bad" }, aria: { role: "alert" } },
    text,
    dismiss,
    more,
  );

  return {
    el,
    detail,
    update({ status: { phase, store } }) {
      el.dataset.alPhase = phase.name;
      const name = wordOf(phase);
      if (word.textContent !== name) fill(word, name);
      const runs = phase.name === "training" || phase.name === "projecting";
      progress.hidden = !runs;
      progress.toggleAttribute("data-al-unknown", phase.progress === null);
      const percent = Math.round(100 * Math.min(1, Math.max(0, phase.progress ?? 0)));
      fillBar.style.width = phase.progress === null ? "" : `${percent}%`;
      if (phase.progress === null) progress.removeAttribute("aria-valuenow");
      else progress.setAttribute("aria-valuenow", String(percent));
      progress.setAttribute("aria-label", phase.text || phase.name);
      cancel.hidden = !phase.cancellable;
      // A store that cannot save has a line of its own, with a way to try again.
      detail.hidden = phase.name !== "error" || phase.text === store.text;
      text.textContent = detail.hidden ? "" : phase.text || "Something went wrong.";
      more.hidden = phase.detail === null;
      trace.textContent = phase.detail ?? "";
    },
  };
}
