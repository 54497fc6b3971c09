// The classes in the order of the screen. Up to ten keep their order and their keys, so that hands
// learn them: 1 to 9, then 0; classes that are digits themselves get their own. Of more than ten,
// the nine likeliest come first and get the digits.

import type { Card } from "./protocol";
import { classesOf, type State } from "./state";

export const FIXED = 10;
const LIKELIEST = 9;

export interface Option {
  index: number; // position of the class: its colour
  name: string;
  digit: number | null; // 0..9, the key
  p: number | null;
}

export function optionsFor(classes: readonly string[], card: Card | undefined): Option[] {
  const p = new Map(card?.probabilities ?? []);
  const order = classes.map((_, index) => index);
  const many = classes.length > FIXED;
  if (many && p.size > 0) {
    const likely = [...p.keys()].filter((i) => i < classes.length).slice(0, LIKELIEST);
    const top = new Set(likely);
    order.splice(0, order.length, ...likely, ...order.filter((i) => !top.has(i)));
  }
  const own = classes.every((name) => /^[0-9]$/.test(name));
  const digit = (index: number, place: number): number | null => {
    if (own) return Number(classes[index]);
    if (place < LIKELIEST) return place + 1;
    return many ? null : 0;
  };
  return order.map((index, place) => ({
    index,
    name: classes[index] ?? "",
    digit: digit(index, place),
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
