// Sentences under the header line: a store that cannot save, things said once about the pool.

import { fill, h } from "../shared/dom";
import { plural } from "../shared/format";
import type { Session } from "../shared/session";
import type { State } from "../shared/state";
import type { Store } from "../shared/store";

export interface TroublesView {
  el: HTMLElement;
  update(state: State): void;
}

export function createTroubles(store: Store, session: Session): TroublesView {
  const el = h("div.al-troubles");
  let drawn = "";

  function trouble(tone: "bad" | "info", text: string, action: HTMLElement | null): HTMLElement {
    return h(
      "div.al-trouble",
      { data: { alTone: tone }, aria: { role: tone === "bad" ? "alert" : "status" } },
      h("span", { dir: "auto" }, text),
      action,
    );
  }

  /** Read here; once all are read, the kernel need not keep them either. */
  function dismiss(text: string): void {
    store.dispatch({ type: "dismiss-note", text });
    const { status, dismissed } = store.get();
    const all = status.notes.every((note) => dismissed.has(note));
    if (all && status.phase.name !== "error") session.command("dismiss");
  }

  function button(
    words: string,
    click: () => void,
    data: Record<string, string> = {},
  ): HTMLElement {
    return h("button.al-plain", { data, on: { click } }, words);
  }

  return {
    el,
    update(state) {
      const { store: disk, notes } = state.status;
      const fresh = notes.filter((note) => !state.dismissed.has(note));
      const silent = state.silent && state.shown.length > 0;
      const key = JSON.stringify([disk, fresh, silent, state.mismatch, state.pending.length]);
      if (key === drawn) return;
      drawn = key;
      const kept =
        state.pending.length > 0
          ? ` ${plural(state.pending.length, "answer")} kept in this browser.`
          : "";
      fill(
        el,
        state.mismatch === null ? null : trouble("bad", state.mismatch, null),
        disk.text === null
          ? null
          : trouble(
              "bad",
              disk.text +
                (disk.unsaved > 0 ? ` (${plural(disk.unsaved, "answer")} not on disk)` : ""),
              button("try again", () => session.command("retry_store"), {
                alCommand: "retry_store",
              }),
            ),
        silent ? trouble("bad", `The kernel does not answer; it may be busy.${kept}`, null) : null,
        ...fresh.map((note) =>
          trouble(
            "info",
            note,
            button("dismiss", () => dismiss(note)),
          ),
        ),
      );
    },
  };
}
