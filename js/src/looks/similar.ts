// More of the kind that is selected: candidates are confirmed or refused, a dozen at a time.

import { plural } from "../shared/format";
import { choice, type Look, type LookContext, type LookReply } from "./context";
import { button } from "./frame";

export function createSimilar({ frame, session, classes, ask, shown }: LookContext): Look {
  let name: string | null = null;
  let confirmed: number[] = [];
  let refused: number[] = [];
  let waiting = true;

  function again(): void {
    waiting = true;
    frame.actions();
    frame.note("looking for more like these …");
    ask("similar", { items: confirmed, refused });
  }

  function draw(): void {
    frame.title("more like these");
    const pick = choice("class", classes(), name ?? "", (value) => {
      name = value;
      draw();
    });
    frame.controls(pick);
    const wrong = frame.cells.marked.size;
    const right = shown().length - wrong;
    if (waiting || shown().length === 0) {
      frame.actions();
      return;
    }
    const words = right > 0 ? `label ${right} as ${name ?? ""}` : "none of these, look further";
    frame.actions(button(words, enter, { key: "⏎", action: "confirm" }));
    const so = confirmed.length > 0 ? `${plural(confirmed.length, "item")} found so far. ` : "";
    frame.note(`${so}Space refuses one, Enter labels the others and looks further.`);
  }

  function enter(): void {
    if (waiting || shown().length === 0 || name === null) return;
    const { marked } = frame.cells;
    const right = shown().filter((card) => !marked.has(card.item));
    session.labelAll(right, name);
    confirmed = [...confirmed, ...right.map((card) => card.item)];
    refused = [...refused, ...marked];
    again();
  }

  function receive(reply: LookReply): void {
    waiting = false;
    name ??= guessOf(reply) ?? classes()[0] ?? null;
    const cards = reply.cards;
    frame.cells.set(
      { cards, captions: reply.captions, markable: cards.length, parts: [] },
      classes(),
    );
    draw();
    if (reply.error !== null) frame.note("", reply.error);
    else if (cards.length === 0) frame.note("Nothing is left to look for.");
  }

  /** The class that most of them are predicted to be. */
  function guessOf(reply: LookReply): string | null {
    const votes = new Map<number, number>();
    for (const { probabilities } of reply.cards) {
      const code = probabilities[0]?.[0];
      if (code !== undefined) votes.set(code, (votes.get(code) ?? 0) + 1);
    }
    const best = [...votes].sort((a, b) => b[1] - a[1])[0];
    return best ? (classes()[best[0]] ?? null) : null;
  }

  return {
    open() {
      confirmed = [];
      refused = [];
      name = null;
      frame.title("more like these");
      frame.controls();
      again();
    },
    receive,
    enter,
    mark: draw,
    found: () => ({ items: shown().map((card) => card.item), from: null }),
  };
}
