// The numbers of the chart as a real table, and all that is known in words: for screen readers
// always, for everybody on request.
import { fill, h } from "../shared/dom";
import { count } from "../shared/format";
import type { TrustLine } from "../shared/trust";
import type { Mark } from "./points";
import type { Drawn } from "./series";
import { accuracy, ends } from "./words";

export interface CurveTable {
  element: HTMLElement;
  update(drawn: Drawn, lines: readonly TrustLine[]): void;
  show(open: boolean): void;
}

function row({ x, y, low, high, n, how }: Mark): HTMLElement {
  const cells = [accuracy(y), ends(low, high), count(n), how].map((text) => h("td", {}, text));
  return h("tr", {}, h("th", { scope: "row" }, count(x)), ...cells);
}

function line({ name, text, remark, believed, about }: TrustLine, before: string): HTMLElement {
  return h(
    "tr",
    { class: believed ? "al-muted" : "" },
    h("th", { scope: "row" }, name),
    h("td", {}, text, h("span.al-muted", {}, remark && ` ${remark}`)),
    h("td.al-muted.al-small", {}, about === before ? "" : about),
  );
}

export function createTable(): CurveTable {
  const head = ["labels", "accuracy", "interval", "n", "how"].map((title) =>
    h("th", { scope: "col" }, title),
  );
  const body = h("tbody");
  const known = h("tbody");
  const caption = "Every accuracy that is drawn, most labels first.";
  const numbers = h(
    "table",
    {},
    h("caption.al-small.al-muted", {}, caption),
    h("thead", {}, h("tr", {}, ...head)),
    body,
  );
  const element = h(
    "div.al-curve-table",
    { aria: { role: "region", label: "Table of the learning curve" } },
    h("table.al-curve-known", { aria: { label: "What is known of the model" } }, known),
    numbers,
  );

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
    update({ series }, lines) {
      const all = series.flatMap(({ kind, marks }) =>
        kind === "target" || kind === "stop" ? [] : marks,
      );
      numbers.hidden = all.length === 0;
      fill(body, ...all.sort((a, b) => b.x - a.x).map(row));
      fill(known, ...lines.map((each, i) => line(each, lines[i - 1]?.about ?? "")));
    },
  };
}
