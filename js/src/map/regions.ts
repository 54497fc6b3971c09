// Names of regions on the map. They never overlap: the largest come first, twelve at most are
// seen at once, and those that find no room come when the map is nearer. A small hill has its name
// beside it, so that both can be read.

import { h } from "../shared/dom";
import type { RegionRow } from "../shared/layer_words";
import { toScreen } from "./camera";
import type { Scene } from "./renderer";
import { brief, className, plural } from "./words";

const MOST = 12;
const GAP = 4; // pixels between two names
const ROOM = 2; // a hill so many times as large as its name can bear it
const RING = 13; // pixels that the ring of the asked point reaches

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const apart = (a: Box, b: Box, gap: number) =>
  a.x > b.x + b.width + gap ||
  b.x > a.x + a.width + gap ||
  a.y > b.y + b.height + gap ||
  b.y > a.y + a.height + gap;

/** A region's box on the screen. */
function hillOf({ box: [x0, y0, x1, y1] }: RegionRow, { camera, frame }: Scene): Box {
  const [x, y] = toScreen(camera, frame, x0, y1);
  const [right, bottom] = toScreen(camera, frame, x1, y0);
  return { x, y, width: right - x, height: bottom - y };
}

/** Whether a name lies on a hill, taken as the oval in its box. */
function covers({ x, y, width, height }: Box, hill: Box): boolean {
  const [rx, ry] = [hill.width / 2, hill.height / 2];
  const [cx, cy] = [hill.x + rx, hill.y + ry];
  const dx = Math.max(x - cx, 0, cx - x - width);
  const dy = Math.max(y - cy, 0, cy - y - height);
  return Math.hypot(dx / rx, dy / ry) < 1;
}

/**
 * Where a name may lie, the best first: in the middle of a hill with room for it, otherwise beside
 * it, where it lies on no other hill. A hill that would be hidden by it has no other place.
 */
export function placesOf(name: Box, hill: Box, hills: readonly Box[]): Box[] {
  const { width, height } = name;
  const right = hill.x + hill.width;
  const bottom = hill.y + hill.height;
  const beside = [
    ...[hill.y - height, bottom].flatMap((y) =>
      [name.x, hill.x, right - width].map((x) => ({ ...name, x, y })),
    ),
    ...[right + GAP, hill.x - width - GAP].flatMap((x) =>
      [name.y, hill.y, bottom - height].map((y) => ({ ...name, x, y })),
    ),
  ].filter((box) => hills.every((other) => other === hill || !covers(box, other)));
  const room = Math.min(hill.width / width, hill.height / height);
  const moved = [-1.6, 1.6].map((lines) => ({ ...name, y: name.y + lines * height }));
  if (room > ROOM) return [name, ...moved, ...beside];
  return hill.height > ROOM * height ? [...beside, name] : beside;
}

/** Where each name lies: none over another or what is taken, whole in the pane, the first win. */
export function placed(
  wishes: readonly (readonly Box[])[],
  width: number,
  height: number,
  taken: Box[] = [],
): (Box | null)[] {
  return wishes.map((places) => {
    const found = places.find(
      (box) =>
        box.x >= 0 &&
        box.y >= 0 &&
        box.x + box.width <= width &&
        box.y + box.height <= height &&
        box.width > 0 &&
        taken.every((other) => apart(box, other, GAP)),
    );
    if (!found || taken.length >= MOST) return null;
    taken.push(found);
    return found;
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
  let all: readonly RegionRow[] = [];
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
      all = rows;
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
      const { camera, frame, asked } = scene;
      const hills = new Map(all.map((row) => [row, hillOf(row, scene)]));
      const wishes = entries.map(({ row, width, height }) => {
        const [x, y] = toScreen(camera, frame, ...row.centre);
        const name = { x: x - width / 2, y: y - height / 2, width, height };
        return placesOf(name, hills.get(row) ?? name, [...hills.values()]);
      });
      const size = 2 * RING;
      const ring = asked && { x: asked[0] - RING, y: asked[1] - RING, width: size, height: size };
      const places = placed(wishes, frame.width, frame.height, ring ? [ring] : []);
      entries.forEach(({ node }, k) => {
        const box = places[k];
        node.dataset.alSeen = String(Boolean(box));
        if (box) node.style.transform = `translate(${box.x}px, ${box.y}px)`;
      });
    },
  };
}
