// The panel under the map: a title, what can be set, small cards, what can be done.

import { fill, h } from "../shared/dom";
import type { KnownCard as Card } from "../shared/media";
import { type Cells, createCells } from "./cells";

export interface FrameOptions {
  onEnter(): void;
  onClose(): void;
  onAt(card: Card): void;
  onMark(): void;
}

export interface Frame {
  readonly el: HTMLElement;
  readonly cells: Cells;
  title(words: string): void;
  note(words: string, bad?: string): void; // `bad` stands out
  controls(...parts: Node[]): void;
  actions(...parts: (Node | null)[]): void;
}

/** A button; `key` is shown on it. */
export function button(
  words: string,
  click: () => void,
  more: { key?: string; action?: string; plain?: boolean; title?: string } = {},
): HTMLButtonElement {
  return h(
    "button",
    {
      class: more.plain ? "al-plain" : "al-button",
      title: more.title ?? "",
      data: more.action ? { alAction: more.action } : {},
      on: { click },
    },
    words,
    more.key ? h("span.al-kbd", { aria: { hidden: "true" } }, more.key) : null,
  );
}

export function createFrame(options: FrameOptions): Frame {
  const title = h("strong.al-name");
  const controls = h("span.al-look-controls");
  const note = h("div.al-look-note.al-small", { aria: { role: "status" } });
  const actions = h("div.al-look-actions");
  const cells = createCells(options);
  const close = button("✕", options.onClose, { plain: true, title: "close (Escape)" });
  close.setAttribute("aria-label", "close");
  const el = h(
    "section.al-look",
    {
      hidden: true,
      aria: { label: "Beside the map" },
      data: { lmSuppressShortcuts: "true" },
      on: { keydown: (event) => onKey(event) },
    },
    h("div.al-look-head", {}, title, controls, h("div.al-look-ends", {}, actions, close)),
    note,
    cells.el,
  );

  function onKey(event: KeyboardEvent): void {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    const target = event.target as HTMLElement;
    const own = /^(INPUT|SELECT)$/.test(target.tagName);
    const pressed = target.tagName === "BUTTON" && (event.key === "Enter" || event.key === " ");
    if (event.key === "Escape") options.onClose();
    else if (event.key === "Enter" && !pressed) options.onEnter();
    else if (own ? event.key !== "ArrowDown" || target.tagName === "SELECT" : pressed) return;
    else if (!cells.key(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  return {
    el,
    cells,
    title(words) {
      title.textContent = words;
    },
    note(words, bad = "") {
      const loud = bad === "" ? null : h("span", { data: { alTone: "bad" } }, bad);
      fill(note, words, loud ? " " : null, loud);
      note.hidden = words === "" && bad === "";
    },
    controls: (...parts) => fill(controls, ...parts),
    actions: (...parts) => fill(actions, ...parts),
  };
}
