import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createHover } from "./hover";
import { card, FakeModel } from "./shared/fixtures";
import type { KnownCard } from "./shared/media";
import type { Preview, Request } from "./shared/protocol";
import type { Session } from "./shared/session";
import { initialState, type State } from "./shared/state";

let sent: Request[];
let shown: { item: number; text: string; facts: HTMLElement }[];
let by: string | undefined;
let state: State;

function make() {
  return createHover({
    session: { request: (request: Request) => sent.push(request) } as unknown as Session,
    state: () => state,
    by: () => by,
    show: (item, node, facts) => {
      shown.push({ item, text: node.textContent ?? "", facts: facts as HTMLElement });
    },
  });
}

const whole = (item: number, over: Partial<Preview> = {}) =>
  card(item, {
    history: [],
    why: { title: "margin", score: -0.02, rank: 12, of: 1390, text: "cat and dog are tied" },
    ...over,
  } as Partial<KnownCard>) as KnownCard & Preview;

beforeEach(() => {
  vi.useFakeTimers();
  [sent, shown, by] = [[], [], undefined];
  const model = new FakeModel();
  state = initialState(model.get("config"), model.get("status"));
});
afterEach(() => vi.useRealTimers());

test("an item is fetched when the mouse rests on it, once, with the score that is shown", () => {
  const hover = make();
  hover.point(7);
  hover.point(null);
  hover.point(8);
  vi.advanceTimersByTime(200);
  expect(sent).toEqual([{ type: "preview", items: [8] }]);
  hover.receive([whole(8)]);
  hover.point(null);
  hover.point(8);
  vi.advanceTimersByTime(200);
  expect(sent.length).toBe(1);
  expect(shown.at(-1)?.text).toContain("text 8");
  by = "entropy";
  hover.point(9);
  vi.advanceTimersByTime(200);
  expect(sent[1]).toEqual({ type: "preview", items: [9], by: "entropy" });
});

test("probabilities as three bars, rank, reason and history, undone ones struck out", () => {
  const hover = make();
  hover.point(7);
  const said = { kind: "label" as const, annotator: "ann", answered_at: 0, current: false };
  const history = [
    { ...said, answer: "dog", undone: false, current: true },
    { ...said, answer: "cat", undone: true },
  ];
  const probabilities: [number, number][] = [
    [1, 0.5],
    [0, 0.3],
    [2, 0.15],
    [3, 0.05],
  ];
  hover.receive([whole(7, { history, probabilities })]);
  const facts = shown.at(-1)?.facts as HTMLElement;
  const bars = [...facts.querySelectorAll(".al-told-bar")].map((bar) => bar.textContent);
  expect(bars).toEqual(["▲dog.50", "●cat.30", "■fox.15"]);
  expect(facts.querySelector('[data-al-fact="rank"]')?.textContent).toBe(
    "margin −0.02 · rank 12 of 1390",
  );
  expect(facts.textContent).toContain("cat and dog are tied");
  const lines = [...facts.querySelectorAll<HTMLElement>(".al-told-said")];
  expect(lines.map((line) => line.dataset.alUndone)).toEqual(["false", "true"]);
  expect(lines[0]?.textContent).toMatch(/^labelled dog · ann · [^·]+$/);
  expect(lines[1]?.textContent).toMatch(/^labelled cat · undone · ann · .+$/);
});

test("a sample of the queue is shown at once, while the kernel says nothing", () => {
  state = { ...state, queue: [card(5)] };
  const hover = make();
  hover.point(5);
  expect(shown.at(-1)?.text).toContain("text 5");
  expect(shown.at(-1)?.facts.textContent).toContain("cat and dog are nearly tied.");
});

test("what was told is forgotten with the model, and asked again for what is looked at", () => {
  const hover = make();
  hover.point(7);
  hover.receive([whole(7), whole(8)]);
  hover.forget([8]);
  expect(sent).toEqual([]);
  hover.forget(null);
  expect(sent).toEqual([{ type: "preview", items: [7] }]);
  hover.point(8);
  vi.advanceTimersByTime(200);
  expect(sent.length).toBe(2);
  hover.receive([whole(9)]); // another one than the mouse is on
  expect(shown.at(-1)?.item).toBe(7);
});

test("an untrusted reason, note or class is text", () => {
  const hover = make();
  hover.point(7);
  const evil = "<img src=x onerror=alert(1)>";
  const row = { kind: "flag" as const, answer: evil, annotator: evil, answered_at: 0 };
  const why = { title: evil, score: null, rank: null, of: 0, text: evil };
  hover.receive([whole(7, { history: [{ ...row, undone: false, current: false }], why })]);
  const { facts } = shown.at(-1) as { facts: HTMLElement };
  expect(facts.querySelector("img")).toBeNull();
  expect(facts.textContent).toContain(evil);
});

test("nothing happens after the end", () => {
  const hover = make();
  hover.point(7);
  hover.destroy();
  vi.advanceTimersByTime(1000);
  expect(sent).toEqual([]);
});
