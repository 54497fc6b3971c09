// One label for the selection, with a guard: held back, spot check, one step.

import { count, plural } from "../shared/format";
import type { BulkPlan } from "../shared/looks";
import type { KnownCard as Card } from "../shared/media";
import { NOTHING } from "./cells";
import { choice, type Look, type LookContext, type LookReply } from "./context";
import { button } from "./frame";
import { leftWords, proofWords } from "./words";

const TOLERANCES: readonly [string, string][] = [
  ["0.05", "at most 5 % wrong"],
  ["0.1", "at most 10 % wrong"],
  ["0.2", "at most 20 % wrong"],
];

export function createBulk({ frame, session, classes, ask, close, done }: LookContext): Look {
  let plan: BulkPlan | null = null;
  let name: string | null = null;
  let tolerance = "0.1";

  function again(): void {
    plan = null;
    frame.title("label these");
    draw();
    frame.note("comparing them with the rest of the pool …");
    ask("bulk", { text: name, tolerance: Number(tolerance) });
  }

  function draw(): void {
    const names = classes();
    const pick = choice("class", name === null ? ["", ...names] : names, name ?? "", (value) => {
      name = value || null;
      if (name !== null) again();
    });
    const limit = choice("tolerance", TOLERANCES, tolerance, (value) => {
      tolerance = value;
      again();
    });
    frame.controls(pick, limit);
    const wrong = frame.cells.marked.size;
    if (!plan || plan.accepted === 0) frame.actions();
    else if (wrong === 0) {
      const words = `none wrong: label ${count(plan.accepted)} as ${name}`;
      frame.actions(button(words, enter, { key: "⏎", action: "label-region" }));
    } else {
      frame.actions(
        button("split in two", split, { action: "split" }),
        button("ask one by one", oneByOne, { action: "one-by-one" }),
      );
    }
    if (plan) {
      const proof = sentence(proofWords(plan, wrong));
      const left = sentence(leftWords(plan));
      if (wrong > 0) frame.note(left, proof);
      else frame.note(plan.accepted > 0 ? `${left} ${proof}` : left);
    }
  }

  function enter(): void {
    if (!plan || plan.accepted === 0 || frame.cells.marked.size > 0) return;
    const [bound = 0] = plan.bounds;
    session.labelRegion(plan.id);
    const rest = bound > 0 ? `, at most ${count(bound)} of them wrong` : "";
    done(`${plural(plan.accepted, "item")} labelled ${plan.answer} in one step${rest}`);
  }

  function split(): void {
    if (!plan) return;
    frame.note("cutting it in two …");
    ask("split", { text: plan.id, items: [...frame.cells.marked] });
  }

  function oneByOne(): void {
    session.request({ type: "ask_in", on: true });
    close();
  }

  function receive(reply: LookReply): void {
    if (reply.error !== null || !reply.plan) {
      frame.cells.set(NOTHING, []);
      draw();
      frame.note("", reply.error ?? "");
      return;
    }
    plan = reply.plan;
    name = plan.answer;
    frame.title(`label ${count(plan.accepted)} of ${plural(plan.selected, "item")}`);
    const { checks } = plan;
    const parts: [number, string][] = [];
    if (checks > 0)
      parts.push([0, `mark those that are not ${name} (space): ${checks} drawn at random`]);
    if (reply.cards.length > checks) parts.push([checks, "held back, they get no label"]);
    frame.cells.set(
      { cards: reply.cards as Card[], captions: reply.captions, markable: checks, parts },
      classes(),
    );
    draw();
  }

  return {
    open: again,
    receive,
    enter,
    mark: draw,
    found: () => ({ items: frame.cells.items, from: null }),
  };
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
