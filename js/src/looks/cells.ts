// Items as small cards beside the map: walked through by arrows, marked with space.

import { arrowStep, guessOf } from "../card/cells";
import { createMedia, type MediaView } from "../card/media";
import { fill, h } from "../shared/dom";
import { shorten } from "../shared/format";
import type { KnownCard as Card } from "../shared/media";
import "../card/grid.css";

export interface Shown {
  readonly cards: readonly Card[];
  readonly captions: readonly string[];
  readonly markable: number; // so many of the first cards
  readonly parts: readonly [at: number, words: string][]; // lines between them
}

export interface CellsOptions {
  onAt(card: Card): void; // this one has the focus
  onMark(): void;
}

export interface Cells {
  readonly el: HTMLElement;
  readonly marked: ReadonlySet<number>;
  readonly at: Card | null;
  readonly items: readonly number[];
  set(shown: Shown, classes: readonly string[]): void;
  /** True when the key was for the cells. */
  key(event: KeyboardEvent): boolean;
  focus(): void;
  clear(): void;
}

export const NOTHING: Shown = { cards: [], captions: [], markable: 0, parts: [] };

export function createCells({ onAt, onMark }: CellsOptions): Cells {
  const el = h("div.al-grid.al-look-cells", {
    aria: { role: "listbox", label: "Items", multiselectable: "true" },
  });
  let shown = NOTHING;
  let cells: HTMLElement[] = [];
  let views: MediaView[] = [];
  let cursor = -1;
  const marked = new Set<number>();

  function guess(card: Card, caption: string, classes: readonly string[]): (Node | null)[] {
    const found = guessOf(card, classes);
    const words = caption || found?.words || card.id;
    return [
      found?.mark ?? null,
      caption ? null : (found?.name ?? null),
      h("span.al-muted.al-name", { title: caption, dir: "auto" }, words),
    ];
  }

  function cell(card: Card, at: number, classes: readonly string[]): HTMLElement {
    const view = createMedia(card.media, card.id, true);
    views.push(view);
    const said = card.media.kind === "text" ? shorten(card.media.text ?? "", 80) : card.id;
    return h(
      "div.al-cell",
      {
        tabIndex: -1,
        title: card.id,
        data: { alCell: String(card.item) },
        aria: { role: "option", label: said, selected: "false" },
        on: {
          focus: () => arrive(at),
          click: () => {
            cells[at]?.focus({ preventScroll: true });
            toggle(at);
          },
        },
      },
      view.el,
      h("div.al-cell-guess.al-small", {}, ...guess(card, shown.captions[at] ?? "", classes)),
    );
  }

  function arrive(at: number): void {
    const card = shown.cards[at];
    if (!card) return;
    cursor = at;
    cells.forEach((one, k) => {
      one.tabIndex = k === at ? 0 : -1;
      one.toggleAttribute("data-al-cursor", k === at);
    });
    onAt(card);
  }

  function toggle(at: number): void {
    const card = shown.cards[at];
    if (!card || at >= shown.markable) return;
    if (!marked.delete(card.item)) marked.add(card.item);
    cells[at]?.setAttribute("aria-selected", String(marked.has(card.item)));
    onMark();
  }

  function clear(): void {
    for (const view of views) view.destroy();
    views = [];
    cells = [];
    cursor = -1;
    marked.clear();
    shown = NOTHING;
    fill(el);
  }

  return {
    el,
    marked,
    get at() {
      return shown.cards[cursor] ?? null;
    },
    get items() {
      return shown.cards.map((card) => card.item);
    },
    set(next, classes) {
      clear();
      shown = next;
      cells = next.cards.map((card, at) => cell(card, at, classes));
      const first = cells[0];
      if (first) first.tabIndex = 0;
      fill(el, ...cells);
      for (const [at, words] of next.parts) {
        const line = h(
          "div.al-look-part.al-small.al-muted",
          { aria: { role: "presentation" } },
          words,
        );
        el.insertBefore(line, cells[at] ?? null);
      }
    },
    key(event) {
      const step = arrowStep(event.key, cells);
      const here = cells.includes(event.target as HTMLElement);
      if (step !== undefined && cells.length > 0) {
        const to = here ? cursor + step : 0;
        cells[Math.min(cells.length - 1, Math.max(0, to))]?.focus();
        return true;
      }
      if (here && (event.key === " " || event.code === "KeyX")) {
        toggle(cursor);
        return true;
      }
      return false;
    },
    focus: () => cells[Math.max(0, cursor)]?.focus({ preventScroll: true }),
    clear,
  };
}
