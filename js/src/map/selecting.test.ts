import { expect, test, vi } from "vitest";
import { make as makeMap, mouse, useMap } from "./harness";
import type { MapOptions } from "./map";

useMap();

function make(options: MapOptions = {}) {
  const chosen: number[][] = [];
  const onSelect = (bits: Uint8Array | null) =>
    chosen.push([0, 1, 2, 3, 4, 5].filter((i) => ((bits?.[0] ?? 0) >> i) & 1));
  return { chosen, ...makeMap({ onSelect, ...options }) };
}
const click = (stage: HTMLElement, x: number, y: number, more = {}) => {
  mouse(stage, "pointerdown", x, y, more);
  mouse(stage, "pointerup", x, y, more);
};
const drag = (stage: HTMLElement, from: [number, number], to: [number, number], more = {}) => {
  mouse(stage, "pointerdown", ...from, more);
  mouse(stage, "pointermove", (from[0] + to[0]) / 2, (from[1] + to[1]) / 2, more);
  mouse(stage, "pointermove", ...to, more);
  mouse(stage, "pointerup", ...to, more);
};
const press = (stage: HTMLElement, key: string) => {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
  stage.dispatchEvent(event);
  return event.defaultPrevented;
};

test("a box selects what it holds; shift adds, alt takes away", () => {
  const { chosen, stage } = make();
  press(stage, "b");
  drag(stage, [300, 180], [520, 220]); // the middle and the point at its right
  expect(chosen.at(-1)).toEqual([0, 1]);
  drag(stage, [120, 180], [160, 220], { shiftKey: true });
  expect(chosen.at(-1)).toEqual([0, 1, 2]);
  drag(stage, [300, 180], [340, 220], { altKey: true });
  expect(chosen.at(-1)).toEqual([1, 2]);
  press(stage, "Escape"); // the tool first, then the selection
  expect(chosen).toHaveLength(3);
  press(stage, "Escape");
  expect(chosen.at(-1)).toEqual([]);
});

test("one key selects everything in view", () => {
  const { chosen, stage } = make();
  press(stage, "a"); // all in view
  expect(chosen.at(-1)).toEqual([0, 1, 2, 3, 4]);
});

test("a click with a modifier, or with a tool, selects the one point and asks nothing", () => {
  const onAsk = vi.fn();
  const { chosen, stage } = make({ onAsk });
  click(stage, 500, 200, { shiftKey: true });
  click(stage, 140, 200, { shiftKey: true });
  expect(chosen.at(-1)).toEqual([1, 2]);
  click(stage, 500, 200, { altKey: true });
  expect(chosen.at(-1)).toEqual([2]);
  press(stage, "l");
  click(stage, 320, 200);
  expect(chosen.at(-1)).toEqual([0]);
  click(stage, 40, 40); // beside all points
  expect(chosen.at(-1)).toEqual([]);
  expect(onAsk).not.toHaveBeenCalled();
  press(stage, "l");
  click(stage, 320, 200);
  expect(onAsk).toHaveBeenCalledWith(0);
});

test("by keys alone: walk to a point, space puts it in and takes it out", () => {
  const { chosen, stage } = make();
  expect(press(stage, " ")).toBe(false); // nothing is pointed at: the host's key
  press(stage, "]");
  press(stage, " ");
  expect(chosen.at(-1)).toEqual([2]);
  press(stage, " ");
  expect(chosen.at(-1)).toEqual([]);
});

test("shift and alt draw a lasso without the tool", () => {
  const { chosen, stage } = make();
  const around = (more: object) => {
    const corners: [number, number][] = [
      [480, 180],
      [520, 180],
      [520, 220],
      [480, 220],
    ];
    mouse(stage, "pointerdown", 480, 180, more);
    for (const corner of [...corners, corners[0] as [number, number]]) {
      mouse(stage, "pointermove", ...corner, more);
    }
    mouse(stage, "pointerup", 480, 181, more);
  };
  around({ shiftKey: true });
  expect(chosen.at(-1)).toEqual([1]);
  around({ altKey: true });
  expect(chosen.at(-1)).toEqual([]);
});

test("two fingers zoom, and are no click", () => {
  const onAsk = vi.fn();
  const { chosen, stage } = make({ onAsk });
  mouse(stage, "pointerdown", 270, 200, {}, 2);
  mouse(stage, "pointerdown", 370, 200, {}, 3);
  mouse(stage, "pointermove", 220, 200, {}, 2);
  mouse(stage, "pointermove", 420, 200, {}, 3); // twice as far apart
  mouse(stage, "pointerup", 220, 200, {}, 2);
  mouse(stage, "pointerup", 420, 200, {}, 3);
  expect(onAsk).not.toHaveBeenCalled();
  press(stage, "l");
  click(stage, 320, 200); // the middle stayed where it was
  expect(chosen.at(-1)).toEqual([0]);
  click(stage, 500, 200); // and nothing is here any more
  expect(chosen.at(-1)).toEqual([]);
});

test("to the sample that is asked, by key; other keys go to the owner", () => {
  const onAction = vi.fn(() => true);
  const onHover = vi.fn();
  const { map, stage } = make({ onAction, onHover });
  map.setAsked(3, []);
  press(stage, "g");
  expect(onHover).toHaveBeenLastCalledWith(3);
  press(stage, "t");
  expect(onAction).toHaveBeenLastCalledWith("bulk", 3);
  map.setAsked(5, []); // has no place
  press(stage, "g");
  expect(map.element.textContent).toContain("the sample has no place here");
});

test("what was found is marked, and the one looked at comes into view", () => {
  const { map, chosen, stage } = make();
  for (let k = 0; k < 12; k++) press(stage, "+");
  map.setFound({ items: [1, 5], from: 0, at: 1 });
  press(stage, "l");
  click(stage, 320, 200);
  expect(chosen.at(-1)).toEqual([1]);
});
