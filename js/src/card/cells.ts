// What the two grids of small cards share: the arrow keys, and the model's guess under an item.

import { h } from "../shared/dom";
import { probability } from "../shared/format";
import type { KnownCard as Card } from "../shared/media";
import { classMark, paint } from "../shared/palette";

/** How many cells an arrow key goes on; undefined for other keys. */
export function arrowStep(key: string, cells: readonly HTMLElement[]): number | undefined {
  // Read from the page, one in a row where there is no layout.
  const first = cells[0]?.offsetTop;
  const row = Math.max(1, cells.filter((cell) => first && cell.offsetTop === first).length);
  return { ArrowRight: 1, ArrowLeft: -1, ArrowDown: row, ArrowUp: -row }[key];
}

/** The mark, the name and the probability of the likeliest class; null without a prediction. */
export function guessOf(card: Card, classes: readonly string[]) {
  const [code, p] = card.probabilities[0] ?? [];
  if (code === undefined || p === undefined) return null;
  const mark = h("span.al-mark", { aria: { hidden: "true" } }, classMark(code));
  paint(mark, code);
  const name = h("span.al-name", { dir: "auto" }, classes[code] ?? "");
  return { mark, name, words: probability(p) };
}
