// What is told of the point under the mouse once the kernel has answered: how likely each class
// is, why it ranks where it ranks, and what was said of it before.

import { when } from "./card/past";
import { measuresOf, reasonsOf } from "./card/why";
import { h } from "./shared/dom";
import { count, probability, score } from "./shared/format";
import { classMark, paint } from "./shared/palette";
import type { Card, Preview, Said, Why } from "./shared/protocol";

const MOST = 3; // classes with a bar

function bars(card: Card, classes: readonly string[]): HTMLElement[] {
  return card.probabilities.slice(0, MOST).map(([code, p]) => {
    const mark = h("span.al-map-mark", {}, classMark(code));
    const bar = h("span.al-bar-fill");
    paint(mark, code);
    paint(bar, code);
    bar.style.width = `${Math.round(100 * p)}%`;
    return h(
      "div.al-told-bar",
      {},
      mark,
      h("span.al-name", {}, classes[code] ?? `class ${code + 1}`),
      h("span.al-bar", {}, bar),
      h("span.al-p.al-muted", {}, probability(p)),
    );
  });
}

/** "margin −0.02 · rank 12 of 1 390". */
function place({ title, score: value, rank, of }: Why): string {
  const what = value === null ? title : `${title} ${score(value)}`;
  return rank === null ? what : `${what} · rank ${count(rank)} of ${count(of)}`;
}

function why(card: Preview): HTMLElement[] {
  const known = card.why ?? null;
  if (known === null && card.reasons.length === 0) return [];
  const measures = known ? place(known) : measuresOf(card);
  const text = known ? known.text : reasonsOf(card);
  return [
    h("div.al-muted", { data: { alFact: "rank" } }, measures),
    ...(text ? [h("div.al-told-why", { dir: "auto" }, text)] : []),
  ];
}

const ANSWERS: Record<Said["kind"], string> = {
  label: "labelled",
  bulk: "labelled with others",
  skip: "skipped",
  unsure: "unsure",
  flag: "flagged",
};

function said(row: Said): HTMLElement {
  const words = [ANSWERS[row.kind], row.answer].filter(Boolean).join(" ");
  const state = row.undone ? "undone" : row.current || row.kind === "flag" ? "" : "replaced";
  const tail = [state, row.annotator, when(row.answered_at)].filter(Boolean).join(" · ");
  return h(
    "div.al-told-said",
    { data: { alUndone: String(row.undone) } },
    h("span", { dir: "auto" }, words),
    h("span.al-muted", {}, ` · ${tail}`),
  );
}

export function createDetails(card: Preview, classes: readonly string[]): HTMLElement {
  return h(
    "div.al-told",
    {},
    ...bars(card, classes),
    ...why(card),
    ...(card.history ?? []).map(said),
  );
}
