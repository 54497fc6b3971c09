import { afterEach, expect, test, vi } from "vitest";
import { createLayerFeed } from "../layers";
import { h } from "../shared/dom";
import { FakeModel } from "../shared/fixtures";
import type { Session } from "../shared/session";
import { initialState } from "../shared/state";
import { linesOf } from "./contours";
import { createLayers } from "./layers";
import type { Moment } from "./moment";
import { newLook } from "./picture";
import type { Scene } from "./renderer";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  document.body.replaceChildren();
});

function make() {
  const want = vi.fn();
  const go = vi.fn();
  const layers = createLayers({ want, go });
  const stage = h("div.al-map-stage", {}, h("i"));
  const map = h("div", {}, h("div.al-map-controls"), stage);
  document.body.append(map);
  layers.attach(map);
  const button = map.querySelector<HTMLButtonElement>(".al-map-layers > button");
  const panel = map.querySelector<HTMLElement>(".al-map-panel");
  if (!button || !panel) throw new Error("no tool");
  return { layers, want, go, map, button, panel };
}

const row = {
  index: 3,
  name: "cat",
  size: 10,
  labelled: 1,
  label: 0,
  agreeing: 1,
  predicted: 0,
  share: 1,
  uncertainty: 0.1,
  centre: [0, 0] as [number, number],
  box: [-1, -2, 1, 2] as [number, number, number, number],
  words: [],
};

test("the canvases lie below the marks, the button stands in the toolbar", () => {
  const { map } = make();
  const stage = [...(map.querySelector(".al-map-stage")?.children ?? [])];
  expect(stage.map((element) => element.className || element.tagName)).toEqual([
    "al-map-field",
    "al-map-contours",
    "al-map-names al-small",
    "I",
  ]);
});

test("what is shown is what is asked for", () => {
  const { layers, want, panel } = make();
  expect(layers.wanted).toEqual(["field", "regions"]);
  panel.querySelector<HTMLInputElement>('[data-al-layer="contours"]')?.click();
  expect(layers.wanted).toEqual(["field", "contours", "regions"]);
  expect(want).toHaveBeenCalledTimes(1);
  const select = panel.querySelector("select");
  if (select) select.value = "off";
  select?.dispatchEvent(new Event("change"));
  panel.querySelector<HTMLInputElement>('[data-al-layer="names"]')?.click();
  expect(layers.wanted).toEqual(["contours"]);
});

test("the panel opens by its button and closes by Escape, which goes no further", () => {
  const { button, panel, map } = make();
  const outside = vi.fn();
  map.addEventListener("keydown", outside);
  button.click();
  expect(panel.hidden).toBe(false);
  expect(button.getAttribute("aria-expanded")).toBe("true");
  panel.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  expect(panel.hidden).toBe(true);
  expect(outside).not.toHaveBeenCalled();
  expect(document.activeElement).toBe(button);
});

test("a region that is chosen is shown, and the panel is out of its way", () => {
  const { layers, button, panel, go } = make();
  layers.setRegions([row], ["cat"]);
  button.click();
  panel.querySelector<HTMLButtonElement>("[data-al-region]")?.click();
  expect(go).toHaveBeenCalledWith({ x0: -1, y0: -2, x1: 1, y1: 2 }, 3);
  expect(panel.hidden).toBe(true);
});

test("the field is that of the time that is shown, or none", () => {
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(null);
  vi.stubGlobal("ImageData", class {});
  const { layers, map } = make();
  const canvas = map.querySelector<HTMLCanvasElement>(".al-map-field");
  const scene = {
    camera: { x: 0, y: 0, zoom: 1 },
    frame: { width: 400, height: 200, unit: 100 },
    background: [255, 255, 255],
  } as unknown as Scene;
  const planes = (n: number) => ({
    box: [0, 0, 1, 1] as [number, number, number, number],
    nx: n,
    ny: 1,
    classes: [0],
  });
  const then = { version: 1, prediction: null, uncertainty: null, labels: new Uint8Array() };
  const past = (n: number | null) => ({
    ...then,
    asked: [],
    field: n && { ...planes(n), bytes: new Uint8Array(4 * n) },
  });
  layers.draw(scene, newLook(false));
  layers.setField(planes(3), new Uint8Array(12));
  expect([canvas?.width, canvas?.hidden]).toEqual([3, false]);
  layers.setMoment(past(5) as Moment);
  expect([canvas?.width, canvas?.hidden]).toEqual([5, false]);
  layers.setField(planes(7), new Uint8Array(28)); // of a model that came meanwhile
  expect(canvas?.width).toBe(5);
  layers.setMoment(past(null) as Moment);
  expect(canvas?.hidden).toBe(true);
  layers.setMoment(null);
  expect([canvas?.width, canvas?.hidden]).toEqual([7, false]);
});

test("contours arrive as segments, line by line", () => {
  const values = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8);
  const lines = linesOf({ lines: [0, 2] }, new Uint8Array(values.buffer));
  expect(lines.map((line) => [...line])).toEqual([[], [1, 2, 3, 4, 5, 6, 7, 8]]);
});

test("layers are asked for once for each model and map, several labels together", () => {
  vi.useFakeTimers();
  const { layers } = make();
  const model = new FakeModel();
  const sent: unknown[] = [];
  const session = { request: (message: unknown) => sent.push(message) } as unknown as Session;
  let state = initialState(model.get("config"), model.get("status"));
  const feed = createLayerFeed(session, layers, () => state);
  const change = (version: number | null, labelled: number, coordinates = 1) => {
    const { status } = state;
    const revisions = { ...status.revisions, coordinates };
    const fitted = version === null ? null : { version, n_labels: 1, seconds: 1, device: "cpu" };
    const counts = { ...status.counts, labelled };
    state = { ...state, status: { ...status, revisions, counts, model: fitted } };
    feed.update();
  };
  change(null, 0, 0);
  vi.advanceTimersByTime(300);
  expect(sent).toEqual([]); // no map yet
  change(1, 2);
  change(1, 3);
  vi.advanceTimersByTime(300);
  expect(sent).toEqual([{ type: "layers", names: ["field", "regions"] }]);
  change(1, 3);
  vi.advanceTimersByTime(300);
  expect(sent).toHaveLength(1);
  change(1, 4);
  vi.advanceTimersByTime(300);
  expect(sent[1]).toEqual({ type: "layers", names: ["regions"] });
  change(2, 4);
  vi.advanceTimersByTime(300);
  expect(sent[2]).toEqual({ type: "layers", names: ["field", "regions"] });
  feed.forget();
  feed.ask();
  expect(sent).toHaveLength(4);
  feed.update();
  feed.destroy();
  change(3, 5);
  feed.destroy();
  vi.advanceTimersByTime(300);
  expect(sent).toHaveLength(4);
});
