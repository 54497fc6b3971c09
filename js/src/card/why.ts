// Why this sample: the reasons as sentences, then strategy, score and rank.

import { fill, h } from "../shared/dom";
import { count, score } from "../shared/format";
import type { Card } from "../shared/protocol";
import type { State } from "../shared/state";
import type { Part } from "./context";

/** For a card that comes without a reason. */
const SLICES: Readonly<Record<Card["asked"]["slice"], string>> = {
  seed: "a first sample, before there is a model",
  active: "",
  audit: "drawn at random to measure how good the model is",
  test: "drawn to measure how good the model is; it does not train it",
  recheck: "asked again, to see whether answers agree",
};

function sentence(words: string): string {
  return /[.!?…]$/.test(words) ? words : `${words}.`;
}

/** The sentences; never empty. */
export function reasonsOf(card: Card): string {
  const given = card.reasons.map((reason) => reason.trim()).filter(Boolean);
  if (given.length > 0) return given.map(sentence).join(" ");
  const words = card.rank > 0 ? "it comes first in this strategy" : "you asked for it";
  return sentence(SLICES[card.asked.slice] || words);
}

/** "margin · score .031 · rank 1 of 18 212". */
export function measuresOf(card: Card): string {
  const parts = [card.asked.strategy];
  if (card.score !== null) parts.push(`score ${score(card.score)}`);
  if (card.rank > 0 && card.considered > 0) {
    parts.push(`rank ${count(card.rank)} of ${count(card.considered)}`);
  }
  return parts.filter(Boolean).join(" · ");
}

export function createWhy(): Part {
  const why = h("p.al-why-text", { dir: "auto" });
  const measures = h("p.al-small.al-muted");
  const el = h("div.al-why", { aria: { label: "Why this sample", role: "note" } }, why, measures);
  let drawn: Card | null | undefined = null;
  return {
    el,
    update(state: State) {
      const card = state.view === "grid" ? state.shown[state.cursor] : state.shown[0];
      if (card === drawn) return;
      drawn = card;
      fill(why, card ? h("span.al-muted", {}, "why: ") : null, card ? reasonsOf(card) : "");
      why.title = card ? reasonsOf(card) : "";
      measures.textContent = card ? measuresOf(card) : "";
    },
  };
}
