// Names of regions on the map. They never overlap: the largest come first, twelve at most are
// seen at once, and those that find no room come when the map is nearer.

import { h } from "../shared/dom";
import type { RegionRow } from "../shared/layer_words";
import { toScreen } from "./camera";
import type { Scene } from "./renderer";
import { brief, className, plural } from "./words";

const MOST = 12;
const GAP = 4; // pixels between two names

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Which of the boxes are shown: in order, inside of the pane, none over another. */
export function placed(boxes: readonly Box[], width: number, height: number): boolean[] {
  const taken: Box[] = [];
  return boxes.map((box) => {
    const inside =
      box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height;
    const free = taken.every(
      (other) =>
        box.x > other.x + other.width + GAP ||
        other.x > box.x + box.width + GAP ||
        box.y > other.y + other.height + GAP ||
        other.y > box.y + box.height + GAP,
    );
    const shown = inside && free && taken.length < MOST && box.width > 0;
    if (shown) taken.push(box);
    return shown;
  });
}

/** Half of the labels or more are the same. */
const agreed = (row: RegionRow) => row.labelled > 0 && 2 * row.agreeing >= row.labelled;

/** What a region is called; a class that only the model says has a question mark. */
export function regionName(row: RegionRow, names: readonly string[]): string {
  if (agreed(row)) return className(names, row.label);
  if (row.name !== "unlabelled" && row.name !== "mixed") return row.name;
  return row.labelled === 0 && row.predicted >= 0 ? `${className(names, row.predicted)}?` : "";
}

/** The share of the labels that are the name, where not all are. */
function shareOf(row: RegionRow): string {
  if (row.agreeing === row.labelled || !agreed(row)) return "";
  return ` ${(row.agreeing / row.labelled).toFixed(2).slice(1)}`;
}

/** What labels there are, in a few words. */
export function regionFacts(row: RegionRow): string {
  if (row.labelled === 0) return `no labels · ${brief(row.size)}`;
  const all = row.agreeing === row.labelled;
  return `${all ? "" : `${row.agreeing} of `}${plural(row.labelled, "label", "labels")} · ${brief(row.size)}`;
}

export interface RegionNames {
  readonly element: HTMLElement;
  set(rows: readonly RegionRow[], names: readonly string[]): void;
  draw(scene: Scene, shown: boolean): void;
}

export function createRegionNames(): RegionNames {
  // The list of regions says the same to screen readers.
  const element = h("div.al-map-names.al-small", { aria: { hidden: "true" } });
  let entries: { row: RegionRow; node: HTMLElement; width: number; height: number }[] = [];
  let measured = false;

  const label = (row: RegionRow, name: string, begun: boolean) => {
    const bare = row.labelled === 0 && begun;
    return h(
      "div.al-map-region",
      { data: { alRegion: String(row.index), alBare: String(bare) } },
      h("div", {}, h("b", {}, name), h("span", {}, shareOf(row))),
      bare ? h("span", {}, regionFacts(row)) : null,
    );
  };

  return {
    element,
    set(rows, names) {
      // Before the first label "no labels" tells nothing.
      const begun = rows.some((row) => row.labelled > 0);
      entries = rows
        .filter((row) => regionName(row, names) || (begun && row.labelled === 0))
        .map((row) => {
          const node = label(row, regionName(row, names), begun);
          return { row, node, width: 0, height: 0 };
        });
      element.replaceChildren(...entries.map(({ node }) => node));
      measured = false;
    },
    draw(scene, shown) {
      element.hidden = !shown || entries.length === 0;
      if (element.hidden) return;
      if (!measured) {
        for (const entry of entries) {
          entry.width = entry.node.offsetWidth;
          entry.height = entry.node.offsetHeight;
        }
        measured = true;
      }
      const boxes = entries.map(({ row, width, height }) => {
        const [x, y] = toScreen(scene.camera, scene.frame, ...row.centre);
        return { x: x - width / 2, y: y - height / 2, width, height };
      });
      const seen = placed(boxes, scene.frame.width, scene.frame.height);
      entries.forEach(({ node }, k) => {
        const box = boxes[k] as Box;
        node.style.transform = `translate(${box.x}px, ${box.y}px)`;
        node.dataset.alSeen = String(seen[k]);
      });
    },
  };
}
