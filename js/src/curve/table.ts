// The numbers of the chart as a real table: for screen readers always, for everybody on request.
import { fill, h } from "../shared/dom";
import type { Curve } from "../shared/protocol";
import { current, type Point, thin } from "./points";
import { accuracy, count, NOT_ENOUGH, noun } from "./words";

const ROWS = 200; // a thousand rows take longer to lay out than a fit takes

export interface CurveTable {
  element: HTMLElement;
  update(points: readonly Point[], source: Curve["source"]): void;
  show(open: boolean): void;
}

export function createTable(): CurveTable {
  const caption = h("caption.al-small.al-muted");
  const last = h("th", { scope: "col" });
  const head = ["training labels", "model", "accuracy", "interval"].map((title) =>
    h("th", { scope: "col" }, title),
  );
  const body = h("tbody");
  const element = h(
    "div.al-curve-table",
    { aria: { role: "region", label: "Table of the learning curve" } },
    h("table", {}, caption, h("thead", {}, h("tr", {}, ...head, last)), body),
  );

  function row(point: Point): HTMLElement {
    const { accuracy: value, low, high } = point;
    const cells =
      point.enough && value !== null && low !== null && high !== null
        ? [h("td", {}, accuracy(value)), h("td", {}, `${accuracy(low)} to ${accuracy(high)}`)]
        : [h("td.al-muted", { colSpan: 2 }, NOT_ENOUGH)];
    const labels = h("th", { scope: "row" }, count(point.x));
    return h(
      "tr",
      {},
      labels,
      h("td", {}, `v${point.version}`),
      ...cells,
      h("td", {}, count(point.n)),
    );
  }

  function show(open: boolean): void {
    // Closed, it stays for screen readers; the keyboard must not stop at what nobody sees.
    element.classList.toggle("al-visually-hidden", !open);
    if (open) element.tabIndex = 0;
    else element.removeAttribute("tabindex");
  }

  show(false);
  return {
    element,
    show,
    update(points, source) {
      const shown = thin(points, ROWS, current(points));
      const part = `${count(shown.length)} of ${count(points.length)} trained models`;
      const which = shown.length < points.length ? part : "each trained model";
      caption.textContent = `Accuracy with its interval for ${which}, most labels first.`;
      last.textContent = `n (${noun(source)}s)`;
      fill(body, ...shown.map(row).reverse());
    },
  };
}
