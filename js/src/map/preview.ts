// The small card beside the point under the mouse. It stays inside the pane and is never in
// the way of the mouse.

import { fill, h } from "../shared/dom";
import { classMark, paint } from "../shared/palette";
import { codeOf } from "./columns";
import { className, type Known, uncertaintyText } from "./words";

export interface Preview {
  readonly element: HTMLElement;
  readonly item: number | null;
  show(item: number, known: Known): void;
  content(node: Node | null): void;
  place(x: number, y: number, width: number, height: number): void;
  hide(): void;
}

const GAP = 14; // between the point and the card
const EDGE = 6; // between the card and the border of the pane

export function createPreview(): Preview {
  const body = h("div", { class: "al-map-preview-body" });
  const facts = h("div", { class: "al-map-preview-facts" });
  // Screen readers hear the same through `announce`.
  const element = h(
    "div",
    { class: "al-map-preview", hidden: true, aria: { hidden: "true" } },
    body,
    facts,
  );
  let shown: number | null = null;

  const fact = (kind: string, known: Known, code: number) => {
    const mark = h("span", { class: "al-map-mark" }, classMark(code));
    paint(mark, code);
    const name = h("span", { class: "al-map-name" }, className(known.names, code));
    return h("div", {}, h("span", { class: "al-muted" }, kind), mark, name);
  };

  return {
    element,
    get item() {
      return shown;
    },
    show(item, known) {
      if (shown !== item) fill(body);
      shown = item;
      const label = codeOf(known.labels, item);
      const predicted = codeOf(known.prediction, item);
      const uncertainty = uncertaintyText(known.uncertainty?.[item]);
      fill(
        facts,
        label >= 0 ? fact("labelled", known, label) : null,
        predicted >= 0 ? fact("predicted", known, predicted) : null,
        uncertainty
          ? h("div", {}, h("span", { class: "al-muted" }, "uncertainty"), uncertainty)
          : null,
        label < 0 && predicted < 0 ? h("div", { class: "al-muted" }, "not labelled yet") : null,
      );
      element.hidden = false;
    },
    content(node) {
      fill(body, node);
    },
    place(x, y, width, height) {
      // Towards the larger half on both axes: what is left there is always enough.
      const right = x < width / 2;
      const below = y < height / 2;
      const { style } = element;
      style.left = right ? `${x + GAP}px` : "";
      style.right = right ? "" : `${width - x + GAP}px`;
      style.top = below ? `${y + GAP}px` : "";
      style.bottom = below ? "" : `${height - y + GAP}px`;
      style.maxWidth = `${Math.max(0, Math.min(240, (right ? width - x : x) - GAP - EDGE))}px`;
      style.maxHeight = `${Math.max(0, (below ? height - y : y) - GAP - EDGE)}px`;
    },
    hide() {
      shown = null;
      element.hidden = true;
      fill(body);
    },
  };
}
