// The small card beside the point under the mouse. It stays inside the pane and is never in
// the way of the mouse. What the page knows is told at once, also while the kernel is busy.

import { fill, h } from "../shared/dom";
import { classMark, paint } from "../shared/palette";
import { codeOf } from "./columns";
import "./preview.css";
import { className, type Known, rankText, uncertaintyText } from "./words";

export interface Preview {
  readonly element: HTMLElement;
  readonly item: number | null;
  show(item: number, known: Known): void;
  /** The item itself, and what the kernel tells of it in place of our own guesses. */
  content(node: Node | null, facts: Node | null): void;
  place(x: number, y: number, width: number, height: number): void;
  hide(): void;
}

const GAP = 14; // between the point and the card
const EDGE = 6; // between the card and the border of the pane
const WIDEST = 248; // CSS pixels

export function createPreview(): Preview {
  const body = h("div.al-map-preview-body");
  const facts = h("div.al-map-preview-facts");
  const told = h("div.al-map-preview-told");
  // Screen readers hear the same through `announce`.
  const element = h(
    "div.al-map-preview",
    { hidden: true, aria: { hidden: "true" } },
    body,
    facts,
    told,
  );
  let shown: number | null = null;

  let spot: [number, number, number, number] | null = null;

  /** Beside the point, on the side with more room, and as high as the pane if need be. */
  const put = () => {
    if (!spot) return;
    const [x, y, width, height] = spot;
    const right = x < width / 2;
    const room = (right ? width - x : x) - GAP - EDGE;
    const { style } = element;
    style.left = right ? `${x + GAP}px` : "";
    style.right = right ? "" : `${width - x + GAP}px`;
    style.width = `${Math.max(0, Math.min(WIDEST, room))}px`;
    style.maxHeight = `${Math.max(0, height - 2 * EDGE)}px`;
    const tall = element.offsetHeight;
    style.top = `${Math.max(EDGE, Math.min(y - tall / 2, height - EDGE - tall))}px`;
  };

  const clear = () => {
    fill(body);
    fill(told);
  };
  const fact = (kind: string, known: Known, code: number, more = "") => {
    const mark = h("span.al-map-mark", {}, classMark(code));
    paint(mark, code);
    const name = h("span.al-map-name", {}, className(known.names, code));
    return h("div", {}, h("span.al-muted", {}, kind), mark, name, more);
  };

  return {
    element,
    get item() {
      return shown;
    },
    show(item, known) {
      if (shown !== item) clear();
      shown = item;
      const label = codeOf(known.labels, item);
      const predicted = codeOf(known.prediction, item);
      const uncertainty = uncertaintyText(known.uncertainty?.[item]);
      const audited = known.audited?.has(item) ?? false;
      const verdict = predicted < 0 ? "" : predicted === label ? "right" : "wrong";
      const rank = rankText(item, known);
      fill(
        facts,
        label >= 0 ? fact("labelled", known, label, audited ? `· audit ${verdict}` : "") : null,
        predicted >= 0 ? fact("predicted", known, predicted) : null,
        uncertainty ? h("div", {}, h("span.al-muted", {}, "uncertainty"), uncertainty) : null,
        rank ? h("div.al-map-guess.al-muted", {}, rank) : null,
        label < 0 && predicted < 0 ? h("div.al-muted", {}, "not labelled yet") : null,
      );
      element.hidden = false;
    },
    content(node, more) {
      fill(body, node);
      fill(told, more);
      put(); // it is higher now
    },
    place(x, y, width, height) {
      spot = [x, y, width, height];
      put();
    },
    hide() {
      shown = null;
      element.hidden = true;
      clear();
    },
  };
}
