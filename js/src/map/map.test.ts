import { expect, test, vi } from "vitest";
import { countBits } from "./bits";
import { frames, make, mouse, observers, paint, press, text, useMap, XY } from "./harness";
import { createMap } from "./map";

useMap();

test("hovering finds the point within reach and says the class in words", () => {
  const onHover = vi.fn();
  const { map, stage } = make({ onHover });
  mouse(stage, "pointermove", 503, 202, { buttons: 0 });
  expect(onHover).toHaveBeenLastCalledWith(1);
  expect(text(map, ".al-map-preview-facts")).toContain("dog");
  map.setPreview(1, document.createTextNode("the item"));
  expect(text(map, ".al-map-preview")).toContain("the item");
  map.setPreview(1, document.createTextNode("the item"), document.createTextNode("its history"));
  expect(text(map, ".al-map-preview")).toContain("its history");
  map.setPreview(2, document.createTextNode("too late"));
  expect(text(map, ".al-map-preview")).not.toContain("too late");
  mouse(stage, "pointermove", 480, 200, { buttons: 0 }); // 20 px away
  expect(onHover).toHaveBeenLastCalledWith(null);
  expect(map.element.querySelector<HTMLElement>(".al-map-preview")?.hidden).toBe(true);
});

test("a click on a point asks for it, a drag pans and asks for nothing", () => {
  const onAsk = vi.fn();
  const { stage } = make({ onAsk });
  mouse(stage, "pointerdown", 500, 200);
  mouse(stage, "pointerup", 500, 200);
  expect(onAsk.mock.calls).toEqual([[1]]);
  mouse(stage, "pointerdown", 320, 200);
  mouse(stage, "pointermove", 350, 200);
  mouse(stage, "pointerup", 350, 200);
  expect(onAsk).toHaveBeenCalledTimes(1);
  mouse(stage, "pointerdown", 530, 200); // item 1 is 30 px further right now
  mouse(stage, "pointerup", 530, 200);
  expect(onAsk).toHaveBeenLastCalledWith(1);
});

function draw(stage: HTMLElement, x0: number, y0: number, x1: number, y1: number, more = {}) {
  mouse(stage, "pointerdown", x0, y0, more);
  for (const [x, y] of [
    [x1, y0],
    [x1, y1],
    [x0, y1],
  ] as const) {
    mouse(stage, "pointermove", x, y, more);
  }
  mouse(stage, "pointerup", x0, y1, more);
}

test("the lasso selects, adds with shift, takes away with alt, and Escape clears", () => {
  const onSelect = vi.fn();
  const announce = vi.fn();
  const { map, stage } = make({ onSelect, announce });
  press(stage, "l");
  draw(stage, 300, 180, 520, 220); // items 0 and 1
  expect(onSelect.mock.lastCall?.[1]).toBe(2);
  expect(onSelect.mock.lastCall?.[0]).toEqual(Uint8Array.of(0b11));
  expect(text(map, ".al-map-clear")).toBe("2 selected");
  draw(stage, 100, 180, 160, 220, { shiftKey: true });
  expect(onSelect.mock.lastCall?.[0]).toEqual(Uint8Array.of(0b111));
  draw(stage, 300, 180, 340, 220, { altKey: true });
  expect(onSelect.mock.lastCall?.[0]).toEqual(Uint8Array.of(0b110));
  expect(announce).toHaveBeenLastCalledWith("2 items selected");
  press(stage, "Escape"); // leaves the lasso
  expect(onSelect.mock.lastCall?.[1]).toBe(2);
  press(stage, "Escape");
  expect(onSelect).toHaveBeenLastCalledWith(null, 0);
  stage.focus();
  expect(press(stage, "Escape")).toBe(false); // nothing left: the host may have it
});

test("what has no place is never selected, and it is counted in words", () => {
  const onSelect = vi.fn();
  const { map, stage } = make({ onSelect });
  press(stage, "l");
  draw(stage, 0, 0, 640, 400);
  expect(onSelect.mock.lastCall?.[1]).toBe(5);
  expect(countBits(onSelect.mock.lastCall?.[0])).toBe(5);
  expect(text(map, ".al-map-status")).toContain("1 item has no place on the map");
});

test("brackets walk by falling uncertainty over what has no label; Enter asks", () => {
  const onAsk = vi.fn();
  const announce = vi.fn();
  const { map, stage } = make({ onAsk, announce });
  expect(press(stage, "Enter")).toBe(false);
  press(stage, "]");
  expect(announce.mock.lastCall?.[0]).toMatch(/^item 2: predicted dog, uncertainty 1.00/);
  map.patchLabels([1], [1]);
  press(stage, "]");
  press(stage, "Enter");
  expect(onAsk).toHaveBeenLastCalledWith(4); // item 1 is labelled by now
  press(stage, "[");
  press(stage, "Enter");
  expect(onAsk).toHaveBeenLastCalledWith(2);
});

test("the wheel zooms only when the map has the focus, or with ctrl", () => {
  const { map, stage } = make();
  const wheel = (more = {}) => {
    const event = new WheelEvent("wheel", { deltaY: -100, cancelable: true, ...more });
    stage.dispatchEvent(event);
    return event.defaultPrevented;
  };
  expect(wheel()).toBe(false);
  expect(map.element.querySelector<HTMLElement>(".al-map-hint")?.hidden).toBe(false);
  expect(wheel({ ctrlKey: true })).toBe(true);
  stage.focus();
  expect(wheel()).toBe(true);
  vi.advanceTimersByTime(5000);
  expect(map.element.querySelector<HTMLElement>(".al-map-hint")?.hidden).toBe(true);
});

test("another asked item, a new label and hovering do not draw the points again", () => {
  const { map, stage } = make();
  const drawn = () => Number(stage.dataset.alFrames);
  const before = drawn();
  expect(before).toBeGreaterThan(0);
  map.setAsked(3, [1, 2]);
  paint();
  map.patchLabels([3], [1]);
  paint();
  mouse(stage, "pointermove", 500, 200, { buttons: 0 });
  paint();
  expect(drawn()).toBe(before);
  map.setUncertainty(new Uint8Array(6));
  map.setPrediction(new Uint8Array(6));
  paint();
  expect(drawn()).toBe(before + 1);
});

test("the kernel's echo of a selection does not draw the points again", () => {
  const { map, stage } = make();
  map.setSelection(Uint8Array.of(0b110));
  paint();
  const before = Number(stage.dataset.alFrames);
  map.setSelection(Uint8Array.of(0b110));
  paint();
  expect(Number(stage.dataset.alFrames)).toBe(before);
  map.setSelection(null);
  paint();
  expect(Number(stage.dataset.alFrames)).toBe(before + 1);
  expect(map.element.querySelector<HTMLElement>(".al-map-clear")?.hidden).toBe(true);
});

test("item names and class names are text, never markup", () => {
  const { map } = make();
  map.setColourBy("prediction");
  map.setClasses(["<img src=x onerror=alert(1)>", "dog"]);
  expect(map.element.querySelector("img")).toBeNull();
  expect(text(map, ".al-map-legend")).toContain("<img");
});

test("0, 1, 2 and equal points, and no places at all", () => {
  const onAsk = vi.fn();
  const { map, stage } = make({ onAsk });
  for (const xy of [[], [0.3, 0.3], [0, 0, 1, 1], [5, 5, 5, 5, 5, 5]]) {
    map.setCoordinates(Float32Array.from(xy));
    paint();
    mouse(stage, "pointerdown", 320, 200);
    mouse(stage, "pointerup", 320, 200);
  }
  expect(onAsk.mock.calls).toEqual([[0], [0]]); // the one point, one of the equal ones
  map.setCoordinates(Float32Array.of(Number.NaN, Number.NaN));
  expect(text(map, ".al-map-empty")).toBe("No item has a place on the map.");
});

test("tools are buttons with names, reachable by Tab, and they work", () => {
  const onSelect = vi.fn();
  const { map } = make({ onSelect });
  const tools = [...map.element.querySelectorAll<HTMLButtonElement>(".al-map-tool")];
  const names = tools.map((tool) => tool.getAttribute("aria-label"));
  expect(names).not.toContain(null);
  const [pan, lasso, box] = ["pan", "lasso", "box"].map((name) => tools[names.indexOf(name)]);
  const pressed = () => [pan, lasso, box].map((tool) => tool?.getAttribute("aria-pressed"));
  lasso?.click();
  expect(pressed()).toEqual(["false", "true", "false"]);
  box?.click();
  expect(pressed()).toEqual(["false", "false", "true"]);
  box?.click();
  expect(pressed()).toEqual(["true", "false", "false"]);
  map.setSelection(Uint8Array.of(0b101));
  expect(onSelect).not.toHaveBeenCalled(); // said by the owner, not by the user
  map.element.querySelector<HTMLButtonElement>(".al-map-clear")?.click();
  expect(onSelect).toHaveBeenLastCalledWith(null, 0);
});

test("progress is a sentence and a bar, and goes away", () => {
  const { map } = make();
  map.setProgress("PCA; UMAP 40 %", 0.4);
  expect(text(map, ".al-map-status")).toContain("PCA; UMAP 40 %");
  expect(map.element.querySelector("progress")?.value).toBeCloseTo(0.4);
  map.setProgress("", null);
  expect(map.element.querySelector("progress")?.closest("[hidden]")).not.toBeNull();
});

test("a resend keeps the view, and so does a new projection", () => {
  const onAsk = vi.fn();
  const { map, stage } = make({ onAsk });
  press(stage, "ArrowLeft"); // 48 px to the right
  const clickAt = (x: number) => {
    mouse(stage, "pointerdown", x, 200);
    mouse(stage, "pointerup", x, 200);
  };
  map.setCoordinates(XY.slice());
  clickAt(548);
  expect(onAsk).toHaveBeenLastCalledWith(1);
  map.setCoordinates(XY.map((v) => v / 2)); // the same scale: item 1 is half as far from item 0
  clickAt(458);
  expect(onAsk).toHaveBeenCalledTimes(2);
  expect(onAsk).toHaveBeenLastCalledWith(1);
});

test("disposing twice, before the first frame, and using it afterwards do no harm", () => {
  const onHover = vi.fn();
  const map = createMap(document.body, { onHover });
  map.dispose();
  map.dispose();
  expect(frames.size).toBe(0);
  expect([...observers].some((observer) => observer.live)).toBe(false);
  const second = make({ onHover });
  second.map.dispose();
  second.map.setLabels(null);
  second.map.setAsked(1, []);
  mouse(second.stage, "pointermove", 500, 200);
  vi.runAllTimers();
  paint();
  expect(onHover).not.toHaveBeenCalled();
  expect(document.querySelector(".al-map")).toBeNull();
  expect(vi.getTimerCount()).toBe(0);
});
