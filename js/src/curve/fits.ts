// The last ten fits as a row of small bars.
import { fill, h } from "../shared/dom";
import type { FitRecord } from "../shared/protocol";
import { bars } from "./bars";

export interface Fits {
  element: HTMLElement;
  update(fits: readonly FitRecord[]): void;
}

export function createFits(): Fits {
  const title = h("div.al-small.al-muted");
  const list = h("ol.al-curve-bars.al-small", { aria: { label: "Fit times" } });
  const element = h("div.al-curve-fits", { hidden: true }, title, list);
  return {
    element,
    update(fits) {
      const row = bars(fits);
      element.hidden = row.bars.length === 0;
      title.textContent =
        row.bars.length === 1 ? `fit time, ${row.unit}` : `fit time, ${row.unit}, newest right`;
      const items = row.bars.map((bar) => {
        const rod = h("i", { class: bar.clipped ? "al-curve-clipped" : "" });
        rod.style.height = `${Math.max(1, Math.round(bar.height * 52))}px`;
        return h(
          "li",
          { class: bar.newest ? "al-curve-newest" : "al-muted", title: bar.words },
          h("span.al-visually-hidden", {}, bar.words),
          h("span.al-curve-rod", { aria: { hidden: "true" } }, rod),
          h("span", { aria: { hidden: "true" } }, bar.label),
        );
      });
      fill(list, ...items);
    },
  };
}
