// How many are labelled, per class, and how long a label takes.

import { fill, h } from "../shared/dom";
import { count, duration } from "../shared/format";
import { classMark, paint } from "../shared/palette";
import { classesOf, type State } from "../shared/state";
import type { Context, Part } from "./context";

const SHOWN = 6; // the rest is a number
const STRIPES = 20; // classes that the bar can show as parts

export function createCounts(context: Context): Part {
  const bar = h("div.al-share", { aria: { hidden: "true" } });
  const words = h("ul.al-per-class.al-small");
  const el = h("div.al-counts", { aria: { role: "group", label: "Labels per class" } }, bar, words);
  let drawn = "";

  function part(index: number, name: string, n: number): HTMLElement {
    const mark = h("span.al-mark", { aria: { hidden: "true" } }, classMark(index));
    paint(mark, index);
    return h(
      "li",
      {},
      h(
        "button.al-plain",
        {
          title: `Show the labels of ${name}, or rename it`,
          on: {
            click: () => {
              context.store.dispatch({ type: "view", view: "past" });
              context.session.listPast(null, name, 0);
            },
          },
        },
        mark,
        h("span.al-name", { dir: "auto" }, name),
        h("span.al-muted", {}, count(n)),
      ),
    );
  }

  return {
    el,
    update(state: State) {
      const { per_class: perClass, seconds_per_label: seconds } = state.status.counts;
      const classes = classesOf(state);
      const key = JSON.stringify([perClass, seconds, classes]);
      if (key === drawn) return;
      drawn = key;
      const total = perClass.reduce((sum, n) => sum + n, 0);
      const order = classes.map((_, i) => i);
      if (classes.length > SHOWN) order.sort((a, b) => (perClass[b] ?? 0) - (perClass[a] ?? 0));
      fill(
        bar,
        ...classes.slice(0, STRIPES).map((_, i) => {
          const piece = h("span");
          piece.style.flexGrow = String(perClass[i] ?? 0);
          paint(piece, i);
          return piece;
        }),
      );
      bar.hidden = total === 0 || classes.length > STRIPES;
      const rest = classes.length - SHOWN;
      fill(
        words,
        ...order.slice(0, SHOWN).map((i) => part(i, classes[i] ?? "", perClass[i] ?? 0)),
        rest > 0 ? h("li.al-muted", {}, `and ${count(rest)} more`) : null,
        seconds === null ? null : h("li.al-pace.al-muted", {}, `${duration(seconds)} per label`),
      );
    },
  };
}
