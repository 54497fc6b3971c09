// The regions as a list: those without labels first, because that is what one looks for.

import { fill, h } from "../shared/dom";
import type { RegionRow } from "../shared/layer_words";
import { regionFacts, regionName } from "./regions";
import { className, plural, uncertaintyText } from "./words";

export interface RegionList {
  readonly element: HTMLElement;
  set(rows: readonly RegionRow[], names: readonly string[]): void;
}

/** Everything that is known of a region, as a sentence. */
export function regionSentence(row: RegionRow, names: readonly string[]): string {
  const parts = [plural(row.size, "item", "items")];
  if (row.labelled === 0) parts.push("no labels");
  else
    parts.push(
      `${row.agreeing} of ${plural(row.labelled, "label", "labels")} say ${className(names, row.label)}`,
    );
  if (row.predicted >= 0 && row.share !== null) {
    parts.push(`the model says ${className(names, row.predicted)} for ${percent(row.share)}`);
  }
  if (row.uncertainty !== null) {
    parts.push(`uncertainty ${uncertaintyText(Math.round(254 * row.uncertainty))}`);
  }
  if (row.words.length > 0) parts.push(`typical words: ${row.words.join(", ")}`);
  return `${parts.join(", ")}; click to go there and select them`;
}

const percent = (share: number) => `${Math.round(100 * share)} %`;

export function createRegionList(choose: (row: RegionRow) => void): RegionList {
  const heading = h("div.al-muted");
  const rows = h("div.al-map-regions");
  const element = h("div", { hidden: true }, heading, rows);

  const line = (row: RegionRow, names: readonly string[]) => {
    const sentence = regionSentence(row, names);
    const name = regionName(row, names) || `${row.name} region`;
    return h(
      "button",
      {
        title: sentence,
        aria: { label: `${name}: ${sentence}` },
        data: { alRegion: String(row.index), alBare: String(row.labelled === 0) },
        on: { click: () => choose(row) },
      },
      h("span.al-map-name", {}, name),
      h("span", {}, regionFacts(row)),
    );
  };

  return {
    element,
    set(all, names) {
      const focused = rows.querySelector<HTMLElement>(":focus")?.dataset.alRegion;
      const bare = all.filter((row) => row.labelled === 0);
      const rest = all.filter((row) => row.labelled > 0);
      element.hidden = all.length === 0;
      heading.textContent = `${plural(all.length, "region", "regions")}, ${bare.length} without labels`;
      fill(rows, ...[...bare, ...rest].map((row) => line(row, names)));
      if (focused) rows.querySelector<HTMLElement>(`[data-al-region="${focused}"]`)?.focus();
    },
  };
}
