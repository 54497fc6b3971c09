// One line over everything: what is labelled, how it is asked, what the machine does.

import { fill, h } from "../shared/dom";
import { count, duration, plural } from "../shared/format";
import type { Choice, Setting, Status } from "../shared/protocol";
import type { Session } from "../shared/session";
import type { State } from "../shared/state";
import type { Store } from "../shared/store";
import { createPhase } from "./phase";
import { createStrategies } from "./strategies";
import { createTroubles } from "./troubles";
import "./header.css";

export interface HeaderView {
  el: HTMLElement;
  menu: HTMLElement; // of strategies; lies over the panes
  count(waiting: number): void; // unacknowledged answers; in words with the next `update`
  update(state: State): void;
}

function countsOf(status: Status, pool: number): string {
  const { labelled } = status.counts;
  return pool > 0 ? `${count(labelled)} of ${count(pool)} labelled` : `${count(labelled)} labelled`;
}

function countsTitle(status: Status): string {
  const { audit, skipped, unsure, flagged, excluded } = status.counts;
  const parts: [number, string][] = [
    [audit, "of them drawn at random, to measure the model"],
    [skipped, "skipped"],
    [unsure, "unsure"],
    [flagged, "flagged"],
    [excluded, "cannot be asked (missing values or files)"],
  ];
  return parts.flatMap(([n, words]) => (n > 0 ? [`${count(n)} ${words}`] : [])).join("\n");
}

function modelWords(status: Status): (Node | string)[] {
  const { model } = status;
  if (!model) return ["not trained yet"];
  const made = `v${model.version}, ${duration(model.seconds)}`;
  return [extra("trained "), made, extra(`, ${model.device}`)];
}

/** Words that a narrow header leaves out. */
function extra(words: string): HTMLElement {
  return h("span.al-extra", {}, words);
}

export function createHeader(store: Store, session: Session): HeaderView {
  const title = h("strong.al-title", { dir: "auto" });
  const counts = h("span.al-header-counts");
  const strategies = createStrategies(store, session);
  const learner = menu("learner", "Learner");
  const model = h("span.al-header-model.al-muted");
  const fit = h(
    "button.al-plain.al-muted",
    {
      title: "Train the model now",
      data: { alCommand: "fit" },
      on: { click: () => session.command("fit") },
    },
    "train now",
  );
  const pending = h("span.al-pending", { data: { alPending: "0" } });
  const phase = createPhase(session);
  const troubles = createTroubles(store, session);
  const line = h(
    "div.al-header-line",
    {},
    h("div.al-header-what", {}, title, counts),
    h("div.al-header-how", {}, strategies.button, learner.el, model, fit),
    h("div.al-header-now", {}, pending, phase.el),
  );
  const troubled = h("div.al-troubled", {}, phase.detail, troubles.el);
  const el = h("header.al-header", {}, line, troubled);

  function menu(name: Setting, label: string) {
    const select = h("select.al-menu", {
      title: label,
      data: { alSetting: name },
      aria: { label },
      on: { change: () => session.set(name, select.value) },
    });
    let drawn = "";
    return {
      el: select,
      update(choices: readonly Choice[], value: string): void {
        const all =
          choices.some((c) => c.name === value) || value === ""
            ? choices
            : [{ name: value, title: value }, ...choices];
        select.hidden = all.length === 0;
        const key = JSON.stringify([all, value]);
        if (key !== drawn) {
          drawn = key;
          fill(select, ...all.map((c) => h("option", { value: c.name }, c.title)));
        }
        select.value = value;
      },
    };
  }

  return {
    el,
    menu: strategies.el,
    count(waiting) {
      pending.dataset.alPending = String(waiting);
    },
    update(state) {
      const { status, config } = state;
      title.textContent = config.title;
      title.hidden = config.title === "";
      counts.textContent = countsOf(status, config.pool);
      counts.title = countsTitle(status);
      strategies.update(state);
      learner.update(status.learner.choices, status.learner.name);
      fill(model, ...modelWords(status));
      model.title = status.model ? `from ${plural(status.model.n_labels, "label")}` : "";
      const busy = ["training", "starting"].includes(status.phase.name);
      fit.disabled = busy || status.counts.labelled === 0;
      const waiting = state.pending.length;
      pending.hidden = waiting === 0;
      pending.toggleAttribute("data-al-silent", state.silent);
      const [n = "", noun = ""] = plural(waiting, "answer").split(" ");
      fill(pending, n, extra(` ${noun}`), " not saved", extra(" yet"));
      pending.title = "Kept in this browser, and sent again until the kernel has saved them.";
      phase.update(state);
      troubles.update(state);
    },
  };
}
