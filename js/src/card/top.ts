// The line over the sample: what is asked, and the three ways to look.

import { fill, h } from "../shared/dom";
import { plural } from "../shared/format";
import type { State, View } from "../shared/state";
import type { Context, Part } from "./context";

const VIEWS: readonly { view: View; words: string; action: string; title: string }[] = [
  { view: "card", words: "one", action: "", title: "One sample at a time" },
  { view: "grid", words: "grid", action: "grid", title: "Several samples, one key for all" },
  { view: "past", words: "past", action: "past", title: "Past answers: review and correct" },
];

function question(state: State): string {
  if (state.view === "past") return "past answers";
  if (state.view === "grid") {
    return state.selected.size === 0
      ? "choose samples, then a class"
      : `which are these ${plural(state.selected.size, "sample")}?`.replace("these 1", "this 1");
  }
  const card = state.shown[0];
  if (!card) return "";
  return card.label !== null ? "was it right?" : "which is it?";
}

export function createTop(context: Context, run: (action: string) => void): Part {
  const words = h("h2.al-question");
  const id = h("span.al-id.al-small.al-muted", { dir: "auto" });
  const tabs = VIEWS.map(({ view, words: name, title }) =>
    h(
      "button.al-tab",
      {
        title,
        data: { alView: view },
        on: { click: () => show(view) },
      },
      name,
    ),
  );
  const help = h(
    "button.al-tab",
    {
      title: "Keys",
      aria: { label: "Keys" },
      on: { click: () => run("help") },
    },
    "?",
  );
  const el = h(
    "div.al-top",
    {},
    words,
    id,
    h("div.al-tabs", { aria: { role: "group", label: "View" } }, ...tabs, help),
  );

  function show(view: View): void {
    context.store.dispatch({ type: "view", view });
    if (view === "past") context.session.listPast(null, null, 0);
  }

  return {
    el,
    update(state) {
      const text = question(state);
      if (words.textContent !== text) fill(words, text);
      const card = state.view === "card" ? state.shown[0] : undefined;
      id.textContent = card?.id ?? "";
      id.title = card?.id ?? "";
      VIEWS.forEach(({ view }, i) => {
        tabs[i]?.setAttribute("aria-pressed", String(state.view === view));
      });
    },
  };
}
