import { expect, test } from "vitest";
import type { RegionRow } from "../shared/layer_words";
import { createRegionList, regionSentence } from "./region_list";
import { createRegionNames, placed, placesOf, regionFacts, regionName } from "./regions";
import type { Scene } from "./renderer";

const NAMES = ["cat", "dog"];
const region = (over: Partial<RegionRow> = {}): RegionRow => ({
  index: 0,
  name: "unlabelled",
  size: 1240,
  labelled: 0,
  label: -1,
  agreeing: 0,
  predicted: -1,
  share: null,
  uncertainty: null,
  centre: [0, 0],
  box: [-1, -1, 1, 1],
  words: [],
  ...over,
});
const box = (x: number, y: number) => ({ x, y, width: 50, height: 20 });

test("names never overlap, the first of them win, the others take their next place", () => {
  const wishes = [[box(0, 0)], [box(40, 10)], [box(60, 0)], [box(0, 0), box(0, 30)]];
  expect(placed(wishes, 200, 100)).toEqual([box(0, 0), null, box(60, 0), box(0, 30)]);
});

test("names that would be cut at the edge are left out, and twelve are enough", () => {
  const cut = [[box(-1, 0)], [box(160, 0)], [box(0, 90)]];
  expect(placed(cut, 200, 100)).toEqual([null, null, null]);
  const many = Array.from({ length: 20 }, (_, k) => [box(60 * (k % 5), 30 * Math.floor(k / 5))]);
  expect(placed(many, 1000, 1000).filter(Boolean)).toHaveLength(12);
});

test("no name lies where something else is, such as the ring of the asked point", () => {
  const taken = { x: 20, y: 10, width: 26, height: 26 };
  const wishes = [[box(0, 0), box(60, 0)], [box(10, 30)]];
  expect(placed(wishes, 200, 100, [taken])).toEqual([box(60, 0), null]);
});

test("a name lies beside a small hill and inside of a large one, never on another hill", () => {
  const name = box(75, 90);
  const small = { x: 90, y: 90, width: 20, height: 20 };
  const beside = [114, 36].flatMap((x) => [90, 90, 90].map((y) => box(x, y)));
  const above = [75, 90, 60].map((x) => box(x, 70));
  const below = [75, 90, 60].map((x) => box(x, 110));
  expect(placesOf(name, small, [small])).toEqual([...above, ...below, ...beside]);
  const over = { x: 60, y: 40, width: 200, height: 45 };
  expect(placesOf(name, small, [over, small])).toEqual([...below, ...beside]);
  const large = { x: 0, y: 0, width: 200, height: 200 };
  expect(placesOf(name, large, [large]).slice(0, 3)).toEqual([name, box(75, 58), box(75, 122)]);
  const tall = { ...small, y: 60, height: 80 };
  expect(placesOf(name, tall, [tall, large])).toEqual([name]);
  expect(placesOf(name, small, [small, large])).toEqual([]); // it would hide the hill
});

test("a region is called after its labels, its words, or what the model says", () => {
  expect(regionName(region({ label: 1, name: "dog", labelled: 2, agreeing: 1 }), NAMES)).toBe(
    "dog",
  );
  expect(regionName(region({ label: 1, labelled: 2, agreeing: 2 }), ["cat", "hound"])).toBe(
    "hound",
  );
  const apart = { label: 1, labelled: 5, agreeing: 2, predicted: 0 };
  expect(regionName(region({ ...apart, name: "mixed" }), NAMES)).toBe("");
  expect(regionName(region({ ...apart, name: "oil, price" }), NAMES)).toBe("oil, price");
  expect(regionName(region({ name: "oil, price", predicted: 0 }), NAMES)).toBe("oil, price");
  expect(regionName(region({ predicted: 0 }), NAMES)).toBe("cat?");
  expect(regionName(region(), NAMES)).toBe("");
});

test("what is known is said with its numbers", () => {
  expect(regionFacts(region())).toBe("no labels · 1.2k");
  expect(regionFacts(region({ labelled: 4, agreeing: 3 }))).toBe("3 of 4 labels · 1.2k");
  expect(regionFacts(region({ labelled: 1, agreeing: 1 }))).toBe("1 label · 1.2k");
  const sentence = regionSentence(
    region({ predicted: 0, share: 0.62, uncertainty: 0.4, words: ["purr"] }),
    NAMES,
  );
  expect(sentence).toBe(
    "1,240 items, no labels, the model says cat for 62 %, uncertainty .40, " +
      "typical words: purr; click to go there and select them",
  );
});

const scene = {
  camera: { x: 0, y: 0, zoom: 1 },
  frame: { width: 400, height: 200, unit: 100 },
} as unknown as Scene;

test("before the first label an unlabelled region is no news; after it, it stands out", () => {
  const layer = createRegionNames();
  layer.set([region()], NAMES);
  layer.draw(scene, true);
  expect(layer.element.hidden).toBe(true);
  layer.set([region(), region({ index: 1, labelled: 2, agreeing: 2, label: 0 })], NAMES);
  layer.draw(scene, true);
  expect(layer.element.hidden).toBe(false);
  const bare = layer.element.querySelector<HTMLElement>('[data-al-bare="true"]');
  expect(bare?.dataset.alRegion).toBe("0");
  expect(bare?.textContent).toBe("no labels · 1.2k");
  layer.draw(scene, false);
  expect(layer.element.hidden).toBe(true);
});

test("names are text, whatever is in them", () => {
  const layer = createRegionNames();
  const name = "<img src=x onerror=alert(1)>";
  layer.set([region({ name })], NAMES);
  expect(layer.element.querySelector("img")).toBeNull();
  expect(layer.element.textContent).toContain(name);
});

test("the list begins with the regions without labels and hands on the one chosen", () => {
  const chosen: number[] = [];
  const list = createRegionList((row) => chosen.push(row.index));
  list.set(
    [
      region({ index: 0, size: 900, labelled: 5, agreeing: 5, label: 0, name: "cat" }),
      region({ index: 1, size: 500 }),
    ],
    NAMES,
  );
  expect(list.element.firstElementChild?.textContent).toBe("2 regions, 1 without labels");
  const buttons = [...list.element.querySelectorAll("button")];
  expect(buttons.map((button) => button.firstElementChild?.textContent)).toEqual([
    "unlabelled region",
    "cat",
  ]);
  buttons[0]?.click();
  expect(chosen).toEqual([1]);
  list.set([], NAMES);
  expect(list.element.hidden).toBe(true);
});

test("the name of a region makes room for the asked point", () => {
  const layer = createRegionNames();
  const sizes = { offsetWidth: 50, offsetHeight: 20 };
  layer.set([region({ name: "oil" })], NAMES);
  const name = layer.element.querySelector<HTMLElement>(".al-map-region");
  for (const [key, value] of Object.entries(sizes)) Object.defineProperty(name, key, { value });
  layer.draw({ ...scene, asked: null } as Scene, true);
  expect(name?.style.transform).toBe("translate(175px, 90px)");
  layer.draw({ ...scene, asked: [200, 100] } as Scene, true);
  expect(name?.style.transform).toBe("translate(175px, 58px)");
  expect(name?.dataset.alSeen).toBe("true");
});
