// Several samples at once: choose some, one key labels all of them.

import { fill, h } from "../shared/dom";
import type { KnownCard as Card } from "../shared/media";
import { classesOf, type State } from "../shared/state";
import { arrowStep, guessOf } from "./cells";
import type { Context, Part } from "./context";
import { createMedia, type MediaView } from "./media";
import { whenPainted } from "./painted";
import "./grid.css";

interface Cell {
  card: Card;
  el: HTMLElement;
  guess: HTMLElement;
  view: MediaView;
}

export function createGrid(context: Context): Part {
  const el = h("div.al-grid", {
    aria: { role: "listbox", label: "Samples to label together", multiselectable: "true" },
    on: { keydown: (event) => onKey(event) },
  });
  let cells: Cell[] = [];
  let waiting: readonly Card[] = [];
  let cancel = () => {};

  function onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const { cursor } = context.store.get();
    const step = arrowStep(
      event.key,
      cells.map((one) => one.el),
    );
    if (step !== undefined) {
      event.preventDefault();
      context.store.dispatch({ type: "cursor", to: cursor + step, extend: event.shiftKey });
      cells[context.store.get().cursor]?.el.focus();
    } else if (event.key === " ") {
      event.preventDefault();
      const card = context.store.get().shown[cursor];
      if (card) context.store.dispatch({ type: "toggle", item: card.item });
    }
  }

  function cell(card: Card): Cell {
    const view = createMedia(card.media, card.id);
    const guess = h("div.al-cell-guess.al-small");
    const box = h(
      "div.al-cell",
      {
        data: { alItem: String(card.item) },
        aria: { role: "option", label: card.id },
        on: {
          click: (event) =>
            context.store.dispatch({ type: "toggle", item: card.item, extend: event.shiftKey }),
          mousedown: (event) => {
            if (event.shiftKey) event.preventDefault(); // shift-click must not select text
          },
        },
      },
      view.el,
      guess,
    );
    return { card, el: box, guess, view };
  }

  function label(target: Cell, classes: readonly string[]): void {
    const guess = guessOf(target.card, classes);
    if (!guess) fill(target.guess, h("span.al-muted", { dir: "auto" }, target.card.id));
    else fill(target.guess, guess.mark, guess.name, h("span.al-muted", {}, guess.words));
  }

  function wait(state: State): void {
    const fresh = state.shown.filter((card) => !state.paintedAt.has(card.item));
    if (fresh.length === 0 || fresh.every((card) => waiting.includes(card))) return;
    cancel();
    waiting = fresh;
    const views = cells.filter((c) => fresh.includes(c.card)).map((c) => c.view.ready);
    cancel = whenPainted(views, (at) => {
      waiting = [];
      context.store.dispatch({ type: "painted", items: fresh.map((card) => card.item), at });
    });
  }

  function clear(): void {
    cancel();
    waiting = [];
    for (const old of cells) old.view.destroy();
    cells = [];
    fill(el);
  }

  return {
    el,
    update(state) {
      el.hidden = state.view !== "grid";
      if (state.view !== "grid") {
        if (cells.length > 0) clear();
        return;
      }
      const classes = classesOf(state);
      const old = new Map(cells.map((c) => [c.card, c]));
      const next = state.shown.map((card) => old.get(card) ?? cell(card));
      for (const gone of cells) if (!next.includes(gone)) gone.view.destroy();
      const moved = next.length !== cells.length || next.some((c, i) => c !== cells[i]);
      cells = next;
      if (moved) fill(el, ...cells.map((c) => c.el));
      cells.forEach((c, i) => {
        label(c, classes);
        c.el.tabIndex = i === state.cursor ? 0 : -1;
        c.el.setAttribute("aria-selected", String(state.selected.has(c.card.item)));
        c.el.toggleAttribute("data-al-cursor", i === state.cursor);
        c.el.toggleAttribute("data-al-ready", state.paintedAt.has(c.card.item));
      });
      wait(state);
    },
    destroy: clear,
  };
}
