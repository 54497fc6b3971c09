// @vitest-environment node
import { describe, expect, it } from "vitest";
import { card, event, queue } from "./fixtures";
import type { KnownReply } from "./media";
import { type Action, classesOf, initialState, type State, targets } from "./state";
import { reduce } from "./store";

function run(...actions: Action[]): State {
  const start = initialState(
    { session: "s", panes: ["card"], pool: 100 },
    { classes: ["cat", "dog"] },
  );
  return actions.reduce(reduce, start);
}
const reply = (message: KnownReply): Action => ({ type: "reply", reply: message });
const painted = (...items: number[]): Action => ({ type: "painted", items, at: 10 });
const shown = (state: State) => state.shown.map((c) => c.item);
const next = (state: State) => state.queue.map((c) => c.item);

describe("the queue", () => {
  it("shows the first card and keeps the rest", () => {
    const state = run(reply(queue([1, 2, 3])));
    expect(shown(state)).toEqual([1]);
    expect(next(state)).toEqual([2, 3]);
  });

  it("replaces what nobody has seen; the card on the screen stays", () => {
    const state = run(reply(queue([1, 2, 3])), reply(queue([7, 8], 2)));
    expect(shown(state)).toEqual([1]);
    expect(next(state)).toEqual([7, 8]);
    expect(state.queueRev).toBe(2);
  });

  it("never brings back a card whose answer is not acknowledged", () => {
    const state = run(
      reply(queue([1, 2])),
      painted(1),
      { type: "answered", event: event("e1") },
      reply(queue([1, 2, 3], 2)),
    );
    expect(shown(state)).toEqual([2]);
    expect(next(state)).toEqual([3]);
  });

  it("brings it back once the answer is acknowledged and the kernel asks again", () => {
    const state = run(
      reply(queue([1, 2])),
      { type: "answered", event: event("e1") },
      reply({ type: "ack", id: "e1", duplicate: false }),
      reply(queue([2, 1], 2)),
    );
    expect(next(state)).toEqual([1]);
  });

  it("shows the item that the kernel asks about now, with the old one right behind", () => {
    const state = run(reply(queue([1, 2])), painted(1), reply(queue([9, 2], 2, 9)));
    expect(shown(state)).toEqual([9]);
    expect(next(state)).toEqual([1, 2]);
    expect(targets(state)).toEqual([]); // not painted yet
  });

  it("shows it once: the kernel repeats itself until it is answered", () => {
    const state = run(
      reply(queue([9, 2], 2, 9)),
      painted(9),
      { type: "view", view: "grid" },
      reply(queue([9, 2, 3], 3, 9)),
    );
    expect(state.view).toBe("grid");
    expect(shown(state)).toEqual([9, 2, 3]);
    expect(state.paintedAt.has(9)).toBe(true);
    const again = [{ type: "asking" } as Action, reply(queue([9, 2], 4, 9))].reduce(reduce, state);
    expect(again.view).toBe("card");
  });

  it("shows it again after it was answered and taken back", () => {
    const state = run(
      reply(queue([9, 2], 2, 9)),
      { type: "answered", event: event("e1", { items: [9] }) },
      { type: "answered", event: event("u1", { kind: "undo", items: [], value: null }) },
      reply({ type: "ack", id: "e1", duplicate: false }),
      reply({ type: "ack", id: "u1", duplicate: false }),
      reply(queue([9, 2], 3, 9)),
    );
    expect(shown(state)).toEqual([9]);
  });

  it("keeps nothing in a view without a card pane", () => {
    const state = [reply(queue([1, 2])), reply(queue([5, 6], 2))].reduce(
      reduce,
      initialState({ panes: ["map"] }, {}),
    );
    expect(shown(state)).toEqual([5]);
  });
});

describe("answers", () => {
  it("advance at once, and the next card takes none before its first frame", () => {
    const state = run(reply(queue([1, 2])), painted(1), { type: "answered", event: event("e1") });
    expect(shown(state)).toEqual([2]);
    expect(state.pending).toHaveLength(1);
    expect(targets(state)).toEqual([]);
    expect(targets(reduce(state, painted(2))).map((c) => c.item)).toEqual([2]);
  });

  it("ignore a frame of a card that is gone", () => {
    const state = run(reply(queue([1, 2])), { type: "answered", event: event("e1") }, painted(1));
    expect([...state.paintedAt.keys()]).toEqual([]);
  });

  it("leave the card where it is when it is only flagged", () => {
    const state = run(reply(queue([1, 2])), {
      type: "answered",
      event: event("e1", { kind: "flag", value: "blurred" }),
    });
    expect(shown(state)).toEqual([1]);
  });

  it("come back when the kernel refuses them for good; the screen does not move", () => {
    const state = run(
      reply(queue([1, 2, 3])),
      painted(1),
      { type: "answered", event: event("e1") },
      reply({ type: "error", id: "e1", code: "class", text: "No class cat.", keep: false }),
    );
    expect(shown(state)).toEqual([2]);
    expect(next(state)).toEqual([1, 3]);
    expect(state.pending).toEqual([]);
    expect(state.notices.map((n) => n.text)).toEqual(["No class cat."]);
  });

  it("stay pending when the kernel could not save them yet", () => {
    const state = run(
      reply(queue([1, 2])),
      { type: "answered", event: event("e1") },
      reply({ type: "error", id: "e1", code: "store", text: "The disk is full.", keep: true }),
      reply({ type: "error", id: "e1", code: "store", text: "The disk is full.", keep: true }),
    );
    expect(state.pending).toHaveLength(1);
    expect(state.notices).toHaveLength(1);
  });

  it("are not called unsaved twice: the header's sentence takes the notice's place", () => {
    const refused = reply({ type: "error", id: "e1", code: "store", text: "Full.", keep: true });
    const status = (text: string | null): Action => ({
      type: "status",
      status: { store: { where: "a.db", unsaved: 1, text } },
    });
    expect(run(refused).notices).toHaveLength(1);
    expect(run(refused, status("Full.")).notices).toEqual([]);
    expect(run(status("Full."), refused).notices).toEqual([]);
    const other = run(refused);
    expect(reduce(other, status(null)).notices).toBe(other.notices);
  });

  it("that an earlier page left are pending, and block their items", () => {
    const state = run({ type: "adopt", events: [event("old")] }, reply(queue([1, 2])));
    expect(shown(state)).toEqual([2]);
    expect(state.pending.map((p) => p.event.id)).toEqual(["old"]);
  });
});

describe("labels from elsewhere", () => {
  const labelled = (items: number[], codes: number[]): Action =>
    reply({ type: "labelled", rev: 2, items, codes });

  it("move on from the card on the screen, and say so", () => {
    const state = run(reply(queue([1, 2, 3])), painted(1), labelled([1, 3], [1, 0]));
    expect(shown(state)).toEqual([2]);
    expect(next(state)).toEqual([]);
    expect(state.notices[0]?.text).toContain("labelled dog elsewhere");
  });

  it("are no news when a label was taken away, or is the one the card shows", () => {
    const again = { ...queue([1, 2]), cards: [card(1, { label: 1 }), card(2)] } as KnownReply;
    const state = run(reply(again), labelled([1], [1]), labelled([2], [-1]));
    expect(shown(state)).toEqual([1]);
    expect(next(state)).toEqual([2]);
    expect(state.notices).toEqual([]);
  });

  it("are not called strange after an own redo", () => {
    const state = run(
      reply(queue([1, 2])),
      { type: "answered", event: event("r", { kind: "redo", items: [], value: null }) },
      labelled([1], [0]),
    );
    expect(shown(state)).toEqual([2]);
    expect(state.notices).toEqual([]);
  });
});

describe("undo", () => {
  it("shows the undone item when the kernel says so, also while undo is unacknowledged", () => {
    const state = run(
      reply(queue([1, 2])),
      { type: "answered", event: event("e1") },
      { type: "answered", event: event("u1", { kind: "undo", items: [], value: null }) },
      reply(queue([1, 2], 2, 1)),
    );
    expect(shown(state)).toEqual([1]);
  });
});

describe("classes", () => {
  const added = (value: string): Action => ({
    type: "answered",
    event: event(`c-${value}`, { kind: "class_add", items: [], value }),
  });

  it("can be used before the kernel has confirmed them, and do not flicker", () => {
    let state = run(added("fox"));
    expect(classesOf(state)).toEqual(["cat", "dog", "fox"]);
    state = reduce(state, reply({ type: "ack", id: "c-fox", duplicate: false }));
    expect(classesOf(state)).toEqual(["cat", "dog", "fox"]);
    state = reduce(state, { type: "status", status: { classes: ["cat", "dog", "fox"] } });
    expect(classesOf(state)).toEqual(["cat", "dog", "fox"]);
  });

  it("disappear again when they are refused", () => {
    const state = run(
      added("fox"),
      reply({ type: "error", id: "c-fox", code: "class", text: "Too many classes.", keep: false }),
    );
    expect(classesOf(state)).toEqual(["cat", "dog"]);
  });

  it("are renamed at once", () => {
    const state = run({
      type: "answered",
      event: event("c", { kind: "class_rename", items: [], value: "wolf", old: "dog" }),
    });
    expect(classesOf(state)).toEqual(["cat", "wolf"]);
  });
});

describe("the grid", () => {
  const grid = run(reply(queue([1, 2, 3, 4])), { type: "view", view: "grid" }, painted(1, 2, 3, 4));

  it("shows what is prefetched and gives it back", () => {
    expect(shown(grid)).toEqual([1, 2, 3, 4]);
    const back = reduce(grid, { type: "view", view: "card" });
    expect(shown(back)).toEqual([1]);
    expect(next(back)).toEqual([2, 3, 4]);
  });

  it("answers what is chosen, or else the card under the cursor", () => {
    expect(targets(grid).map((c) => c.item)).toEqual([1]);
    const some = [
      { type: "toggle", item: 2 },
      { type: "toggle", item: 4, extend: true },
    ].reduce((s, a) => reduce(s, a as Action), grid);
    expect(targets(some).map((c) => c.item)).toEqual([2, 3, 4]);
    const less = reduce(some, { type: "toggle", item: 3 });
    expect(targets(less).map((c) => c.item)).toEqual([2, 4]);
  });

  it("does not answer cards that have not been drawn", () => {
    const refilled = reduce(grid, reply(queue([5, 6], 2)));
    expect(shown(refilled)).toEqual([1, 2, 3, 4, 5, 6]);
    const all = reduce(refilled, { type: "select-all", on: true });
    expect(targets(all).map((c) => c.item)).toEqual([1, 2, 3, 4]);
  });

  it("takes away all answered cards at once", () => {
    const state = reduce(grid, { type: "answered", event: event("e", { items: [1, 3] }) });
    expect(shown(state)).toEqual([2, 4]);
  });
});

describe("past answers", () => {
  it("takes only the page that was asked for, and shows a correction at once", () => {
    const row = {
      item: 7,
      id: "seven",
      kind: "skip" as const,
      answer: null,
      answered_at: 1,
      active_seconds: null,
      strategy: null,
      annotator: "a",
      flag: null,
      predicted: null,
      thumbnail: null,
    };
    const state = run(
      { type: "past-filter", kind: null, className: null, offset: 10 },
      reply({ type: "past", total: 1, offset: 0, rows: [] }),
    );
    expect(state.past.loading).toBe(true);
    const listed = reduce(state, reply({ type: "past", total: 11, offset: 10, rows: [row] }));
    const fixed = reduce(listed, {
      type: "answered",
      event: event("c", { items: [7], value: "dog" }),
    });
    expect(fixed.past.rows[0]).toMatchObject({ kind: "label", answer: "dog" });
  });
});

it("takes any reply it does not know", () => {
  const state = run(reply({ type: "from the future" } as unknown as KnownReply));
  expect(state.shown).toEqual([]);
});
