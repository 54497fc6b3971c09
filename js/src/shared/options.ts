// The classes in the order of the screen. Up to nine keep their order, so that hands learn the
// keys; of more, the nine likeliest come first and get the digits.

import type { Card } from "./protocol";
import { classesOf, type State } from "./state";

export const DIGITS = 9;

export interface Option {
  index: number; // position of the class: its colour
  name: string;
  digit: number | null; // 1..9
  p: number | null;
}

export function optionsFor(classes: readonly string[], card: Card | undefined): Option[] {
  const p = new Map(card?.probabilities ?? []);
  const order = classes.map((_, index) => index);
  if (classes.length > DIGITS && p.size > 0) {
    const likely = [...p.keys()].filter((i) => i < classes.length).slice(0, DIGITS);
    const top = new Set(likely);
    order.splice(0, order.length, ...likely, ...order.filter((i) => !top.has(i)));
  }
  return order.map((index, place) => ({
    index,
    name: classes[index] ?? "",
    digit: place < DIGITS ? place + 1 : null,
    p: p.get(index) ?? null,
  }));
}

/** Classes whose name holds the words; names that begin with them first. */
export function searched(options: readonly Option[], search: string): Option[] {
  const words = search.trim().toLowerCase();
  if (words === "") return [...options];
  const found = options.filter((option) => option.name.toLowerCase().includes(words));
  const starts = (option: Option) => (option.name.toLowerCase().startsWith(words) ? 0 : 1);
  return found.sort((a, b) => starts(a) - starts(b));
}

/** In the grid the classes belong to several samples: no order of likelihood, no bars. */
export function stateOptions(state: State): Option[] {
  const card = state.view === "card" ? state.shown[0] : undefined;
  return optionsFor(classesOf(state), card);
}

export function optionsShown(state: State): string[] {
  return searched(stateOptions(state), state.search).map((option) => option.name);
}
