// What lies around an item, and what a search finds: a strip of cards, marked on the map.

import { h } from "../shared/dom";
import { plural } from "../shared/format";
import type { Look, LookContext, LookReply } from "./context";
import { button } from "./frame";

const PAUSE = 250; // ms after the last letter

function askButton({ frame, session }: LookContext): HTMLElement {
  return button(
    "ask about it",
    () => {
      const { at } = frame.cells;
      if (at) session.ask([at.item]);
    },
    { key: "⏎", action: "ask-found" },
  );
}

function show(context: LookContext, reply: LookReply): void {
  const { frame, classes } = context;
  const { cards, captions } = reply;
  frame.cells.set({ cards, captions, markable: 0, parts: [] }, classes());
  frame.actions(...(cards.length > 0 ? [askButton(context)] : []));
}

export function createNeighbours(context: LookContext): Look & { of(item: number): void } {
  const { frame, ask, session } = context;
  let item = -1;
  return {
    of(next) {
      item = next;
    },
    open() {
      frame.title("nearest neighbours");
      frame.controls();
      frame.actions();
      frame.note("measuring in the features, not on the map …");
      ask("neighbours", { items: [item] });
    },
    receive(reply) {
      show(context, reply);
      if (reply.error !== null) frame.note("", reply.error);
      else {
        frame.title(`${plural(reply.cards.length, "nearest neighbour")} of item ${item}`);
        frame.note("By distance in the features, not on the map.");
      }
    },
    enter() {
      const { at } = frame.cells;
      if (at) session.ask([at.item]);
    },
    mark: () => undefined,
    found: () => ({ items: frame.cells.items, from: item }),
  };
}

export function createSearch(context: LookContext): Look {
  const { frame, ask, session } = context;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const input = h("input.al-look-search", {
    type: "search",
    placeholder: "an id, or words of a text",
    autocomplete: "off",
    aria: { label: "Search items" },
    on: {
      input: () => {
        clearTimeout(timer);
        timer = setTimeout(search, PAUSE);
      },
    },
  });

  function search(): void {
    clearTimeout(timer);
    if (input.value.trim() !== "") ask("find", { text: input.value });
    else receive({ type: "look", what: "find", serial: "", error: null, cards: [], captions: [] });
  }

  function receive(reply: LookReply): void {
    show(context, reply);
    const n = reply.cards.length;
    const nothing = input.value.trim() === "" ? "" : "Nothing found.";
    const some = reply.more ? `the first ${n} of more` : plural(n, "item");
    frame.note(n > 0 ? some : nothing, reply.error ?? "");
  }

  return {
    open() {
      frame.title("search");
      frame.controls(input);
      frame.actions();
      frame.note("");
      input.focus({ preventScroll: true });
      input.select();
      if (input.value !== "") search();
    },
    receive,
    enter() {
      const { at } = frame.cells;
      if (document.activeElement !== input && at) session.ask([at.item]);
      else if (frame.cells.items.length > 0) frame.cells.focus();
      else search();
    },
    mark: () => undefined,
    found: () => ({ items: frame.cells.items, from: null }),
    keepsFocus: true,
    close: () => clearTimeout(timer),
  };
}
