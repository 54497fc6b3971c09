// The area that the points are drawn in, and the few words that may lie over it.

import { h } from "../shared/dom";
import { createPreview, type Preview } from "./preview";
import { unplacedText } from "./words";

export interface Stage {
  readonly element: HTMLElement; // takes the focus, the keys and the mouse
  readonly preview: Preview;
  setProgress(text: string, fraction: number | null): void;
  /** `items` of the pool, `unplaced` of them without a place. */
  setPlaces(items: number, unplaced: number): void;
  say(text: string): void; // a quiet line that goes away by itself
  dispose(): void;
}

const HINT_MS = 1600;

const HELP =
  "Arrow keys move, plus and minus zoom, 0 shows everything, G goes to the sample that is asked. " +
  "L selects by drawing, B with a box, A all in view, space the point; then T labels, M looks for " +
  "more of the kind, R asks only there. N shows neighbours, slash searches. Brackets walk through the points from the most uncertain " +
  "one, arrow keys then go to the points beside it, Enter asks about the point, Escape lets go.";

export function createStage(): Stage {
  const bar = h("progress", { max: 1, aria: { label: "projection" } });
  const runningText = h("span");
  const running = h("div", { hidden: true }, runningText, bar);
  const unplacedLine = h("div");
  const empty = h("div.al-map-empty.al-muted");
  const hint = h("div.al-map-hint.al-small", { hidden: true });
  const preview = createPreview();
  // Ids must be unique in the page, also when a notebook shows the map twice.
  const helpId = `al-map-${Math.random().toString(36).slice(2)}`;
  const element = h(
    "div.al-map-stage",
    {
      tabIndex: 0,
      aria: { role: "application", label: "map of the pool", describedby: helpId },
      data: { lmSuppressShortcuts: "true" },
    },
    empty,
    h("div.al-map-status.al-small.al-muted", {}, running, unplacedLine),
    hint,
    preview.element,
    h("span", { id: helpId, class: "al-visually-hidden" }, HELP),
  );
  let timer = 0;

  return {
    element,
    preview,
    setProgress(text, fraction) {
      running.hidden = text === "";
      runningText.textContent = text;
      bar.hidden = fraction === null;
      bar.value = fraction ?? 0;
    },
    setPlaces(items, unplaced) {
      empty.hidden = items > unplaced;
      empty.textContent = items
        ? "No item has a place on the map."
        : "The map appears when the projection is ready.";
      unplacedLine.textContent = items > unplaced ? unplacedText(unplaced) : "";
    },
    say(text) {
      hint.textContent = text;
      hint.hidden = false;
      clearTimeout(timer);
      timer = window.setTimeout(() => {
        hint.hidden = true;
      }, HINT_MS);
    },
    dispose: () => clearTimeout(timer),
  };
}
