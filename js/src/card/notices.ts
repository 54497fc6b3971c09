// Sentences that come and go: what went wrong stays until it is read, the rest leaves by itself.

import { fill, h } from "../shared/dom";
import type { Notice, State } from "../shared/state";
import type { Context, Part } from "./context";

const LIFE = 6_000; // ms of an information

export function createNotices(context: Context): Part {
  const el = h("div.al-notices");
  const timers = new Map<number, ReturnType<typeof setTimeout>>();
  let drawn: readonly Notice[] = [];

  function line({ id, tone, text }: Notice): HTMLElement {
    return h(
      "div.al-notice",
      { data: { alTone: tone }, aria: { role: tone === "bad" ? "alert" : "status" } },
      h("span", { dir: "auto" }, text),
      h(
        "button.al-plain",
        {
          aria: { label: "Dismiss" },
          on: { click: () => context.store.dispatch({ type: "dismiss", id }) },
        },
        "×",
      ),
    );
  }

  return {
    el,
    update({ notices }: State) {
      if (notices === drawn) return;
      drawn = notices;
      fill(el, ...notices.map(line));
      for (const { id, tone } of notices) {
        if (tone === "bad" || timers.has(id)) continue;
        timers.set(
          id,
          setTimeout(() => {
            timers.delete(id);
            context.store.dispatch({ type: "dismiss", id });
          }, LIFE),
        );
      }
    },
    destroy() {
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}
