// The strip under the map, driven as a person would: keys, clicks, and what is sent.

import { beforeEach, expect, test, vi } from "vitest";
import { card } from "../shared/fixtures";
import { $, events, page, start, useView } from "../shared/harness";
import type { BulkPlan, Looked } from "../shared/looks";
import { leftWords, proofWords } from "./words";

useView();
beforeEach(() => {
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(null);
});

const PLAN: BulkPlan = {
  id: "plan-1",
  answer: "dog",
  tolerance: 0.1,
  selected: 9,
  accepted: 6,
  checks: 3,
  bounds: [1, 3],
  held: { "far from the rest": 2 },
  audit: 1,
  done: 0,
  aside: 0,
  unusable: 0,
  other: 0,
};

const stage = () => $(".al-map-stage");
const looks = () => page.model.of("look");
const cells = () => [...page.host.querySelectorAll<HTMLElement>("[data-al-cell]")];
const text = (selector: string) => $(selector).textContent;
function key(target: Element, name: string): void {
  target.dispatchEvent(
    new KeyboardEvent("keydown", { key: name, code: "", bubbles: true, cancelable: true }),
  );
}
/** Item i is bit i: these are selected. */
function open(bits = [0b111]): void {
  start({ panes: ["map"], pool: 8 }, {});
  page.model.reply({ type: "selection", count: 3, b64: btoa(String.fromCharCode(...bits)) });
}
function answer(over: Partial<Looked>): void {
  const { what, serial } = looks().at(-1) as unknown as Looked;
  const cards = (over.cards ?? []) as Looked["cards"];
  page.model.reply({
    type: "look",
    what,
    serial,
    error: null,
    captions: cards.map(() => ""),
    ...over,
    cards,
  });
}

test("without a selection there is no strip; with one it says what can be done", () => {
  start({ panes: ["map"], pool: 8 }, {});
  expect($(".al-looks").hidden).toBe(true);
  page.model.reply({ type: "selection", count: 1, b64: btoa("\x01") });
  expect($(".al-looks").hidden).toBe(false);
  expect(text(".al-looks-bar")).toContain("label these");
  key(stage(), "Escape"); // clears the selection
  expect($(".al-looks").hidden).toBe(true);
});

test("a region is checked, one wrong one stops it, none lets it be labelled in one step", () => {
  open();
  key(stage(), "t");
  expect(looks().at(-1)).toMatchObject({ what: "bulk", text: null, tolerance: 0.1 });
  const shown = [1, 2, 3, 4, 5].map((item) => card(item));
  answer({ cards: shown, captions: ["", "", "", "far", "far"], plan: PLAN });
  expect(cells()).toHaveLength(5);
  expect(text(".al-look-head")).toContain("label 6 of 9 items");
  expect(text(".al-look-note")).toContain("2 held back: 2 far from the rest");
  expect(text(".al-look-note")).toContain("1 kept for the audit");
  const [first, , , held] = cells();
  held?.click(); // what is held back cannot be marked
  expect(held?.getAttribute("aria-selected")).toBe("false");
  first?.focus();
  key(first as Element, " ");
  expect(first?.getAttribute("aria-selected")).toBe("true");
  expect(text(".al-look-note")).toContain("1 of 3 wrong: up to 3 of 6 may be");
  key(first as Element, "Enter");
  expect(events()).toHaveLength(0);
  expect(page.host.querySelector('[data-al-action="label-region"]')).toBeNull();
  key(first as Element, " ");
  key(first as Element, "Enter");
  expect(events().at(-1)).toMatchObject({ kind: "bulk", value: "plan-1", items: [] });
  expect($(".al-look").hidden).toBe(true);
  expect(text(".al-looks-bar")).toContain("6 items labelled dog in one step, at most 1 of them");
  key(stage(), "u");
  expect(events().at(-1)).toMatchObject({ kind: "undo" });
});

test("a region with wrong ones is split, or asked one by one", () => {
  open();
  key(stage(), "t");
  answer({ cards: [1, 2, 3].map((item) => card(item)), plan: PLAN });
  cells()[1]?.click();
  $('[data-al-action="split"]').click();
  expect(looks().at(-1)).toMatchObject({ what: "split", text: "plan-1", items: [2] });
  answer({ cards: [card(1)], plan: { ...PLAN, checks: 1, other: 4 } });
  expect(text(".al-look-note")).toContain("the other half has 4 items");
  cells()[0]?.click();
  $('[data-al-action="one-by-one"]').click();
  expect(page.model.of("ask_in").at(-1)).toMatchObject({ on: true });
  expect($(".al-look").hidden).toBe(true);
});

test("no class can be proposed: the reason stands there, and the choice", () => {
  open();
  key(stage(), "t");
  answer({ error: "There is no model yet: say which one." });
  expect(text(".al-look-note")).toContain("no model yet");
  const pick = $<HTMLSelectElement>('.al-look select[aria-label="class"]');
  pick.value = "fox";
  pick.dispatchEvent(new Event("change"));
  expect(looks().at(-1)).toMatchObject({ what: "bulk", text: "fox" });
});

test("more like these: refused ones get no label, and the search goes on", () => {
  open();
  key(stage(), "m");
  expect(looks().at(-1)).toMatchObject({ what: "similar", items: [], refused: [] });
  answer({ cards: [4, 5, 6].map((item) => card(item)) });
  const second = cells()[1] as HTMLElement;
  second.focus();
  key(second, " ");
  key(second, "Enter");
  expect(events().at(-1)).toMatchObject({ kind: "label", value: "cat", items: [4, 6] });
  expect(looks().at(-1)).toMatchObject({ what: "similar", items: [4, 6], refused: [5] });
  key(second, "Enter"); // nothing is there to confirm while the next are looked for
  expect(events()).toHaveLength(1);
});

test("neighbours of the pointed item, and one of them is asked", () => {
  open();
  key(stage(), "n");
  expect(looks()).toHaveLength(0); // nothing is pointed at
  const places = new Uint8Array(Float32Array.of(0, 0, 1, 0, 0, 1, 1, 1).buffer);
  const b64 = btoa(String.fromCharCode(...places));
  page.model.reply({ type: "column", name: "coordinates", rev: 1, dtype: "f32", b64 });
  key(stage(), "]"); // to a selected point without a label
  key(stage(), "n");
  expect(looks().at(-1)).toMatchObject({ what: "neighbours", items: [0] });
  answer({ cards: [card(3), card(1)], captions: ["1.0", "2.5"], item: 0 });
  expect(text(".al-look-head")).toContain("2 nearest neighbours of item 0");
  expect(cells().map((one) => one.querySelector(".al-muted")?.textContent)).toEqual(["1.0", "2.5"]);
  cells()[0]?.focus();
  $('[data-al-action="ask-found"]').click();
  expect(page.model.of("ask").at(-1)).toMatchObject({ items: [3] });
});

test("search by words; Enter goes into what was found and asks about one", () => {
  open();
  key(stage(), "/");
  const input = $<HTMLInputElement>(".al-look-search");
  input.value = "oil";
  input.dispatchEvent(new Event("input"));
  vi.advanceTimersByTime(300);
  expect(looks().at(-1)).toMatchObject({ what: "find", text: "oil" });
  answer({ cards: [card(5), card(7)] });
  key(input, "Enter");
  const first = cells()[0] as HTMLElement;
  expect(document.activeElement).toBe(first);
  key(first, "ArrowRight");
  key(cells()[1] as HTMLElement, "Enter");
  expect(page.model.of("ask").at(-1)).toMatchObject({ items: [7] });
  key(cells()[1] as HTMLElement, "Escape");
  expect($(".al-look").hidden).toBe(true);
});

test("an answer to another view, or to an older question, is not shown", () => {
  open();
  key(stage(), "t");
  const old = looks().at(-1) as unknown as Looked;
  key(stage(), "m");
  page.model.reply({ ...old, error: null, cards: [card(1)], captions: [""], plan: PLAN });
  expect(cells()).toHaveLength(0);
});

test("asking in the selection only, said under the map until it is over", () => {
  open();
  key(stage(), "r");
  expect(page.model.of("ask_in").at(-1)).toMatchObject({ on: true });
  page.model.setStatus({ region: 3 });
  vi.advanceTimersByTime(300);
  expect(text(".al-looks-bar")).toContain("asking in 3 items");
  $('[data-al-action="everywhere"]').click();
  expect(page.model.of("ask_in").at(-1)).toMatchObject({ on: false });
});

test("the words of a plan", () => {
  expect(leftWords({ ...PLAN, held: {}, audit: 0 })).toBe("nothing held back");
  expect(leftWords({ ...PLAN, done: 4, aside: 1, unusable: 2 })).toContain(
    "left out: 1 kept for the audit, 4 labelled dog already, 1 skipped or unsure, 2 not usable",
  );
  expect(proofWords(PLAN, 0)).toBe("if none of these is wrong, at most 1 of 6 are (95 %)");
  expect(proofWords(PLAN, 1)).toBe("1 of 3 wrong: up to 3 of 6 may be");
  expect(proofWords(PLAN, 3)).toBe("3 of 3 wrong: more than 3 of 6 may be");
});
