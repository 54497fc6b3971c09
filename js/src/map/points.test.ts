import { expect, test, vi } from "vitest";
import { make, mouse, press, text, useMap } from "./harness";
import type { MapView } from "./map";

useMap();

const chip = (map: MapView, code: number) =>
  map.element.querySelector(`[data-al-code="${code}"]`) as HTMLButtonElement;

const MARGIN = { name: "margin", title: "margin", text: "", version: 1, low: -1, high: -0.25 };
const menu = (more = {}) => ({
  rows: [
    { name: "in-use", title: "score in use: margin", why_not: null },
    { name: "quality", title: "label quality", why_not: "there is no model yet" },
    { name: "bald", title: "bald", why_not: "bald needs a committee." },
  ],
  without: ["badge", "k-center"],
  predicted: true,
  labelled: true,
  audited: false,
  ...more,
});

test("rank and number under the mouse are told without the kernel", () => {
  const { map, stage } = make();
  mouse(stage, "pointermove", 503, 202, { buttons: 0 });
  expect(text(map, ".al-map-preview-facts")).toContain("≈ rank 3 of 6 by uncertainty");
  map.setColourBy("number");
  map.setNumber({
    ...MARGIN,
    below: false,
    above: false,
    values: Uint8Array.of(1, 254, 2, 3, 4, 255),
  });
  expect(text(map, ".al-map-preview-facts")).toContain("≈ rank 1 of 5 by margin −0.25");
  map.setLabels(Uint8Array.of(255, 0, 255, 255, 255, 255));
  map.setAudited([1]);
  expect(text(map, ".al-map-preview-facts")).toContain("labelled●cat· audit wrong");
});

test("from a point that was reached by keyboard the arrows go to those beside it, else they pan", () => {
  const onHover = vi.fn();
  const { stage } = make({ onHover });
  press(stage, "ArrowRight");
  expect(onHover).not.toHaveBeenCalled();
  press(stage, "]"); // item 2, on the left
  press(stage, "ArrowRight");
  expect(onHover).toHaveBeenLastCalledWith(0);
  press(stage, "ArrowUp");
  expect(onHover).toHaveBeenLastCalledWith(3);
  press(stage, "ArrowUp");
  expect(onHover).toHaveBeenLastCalledWith(3); // nothing further up
  press(stage, "Escape");
  expect(onHover).toHaveBeenLastCalledWith(null);
});

test("the legend names classes with mark and counts, and folds the rest", () => {
  const { map } = make();
  map.setColourBy("prediction");
  map.setLabels(Uint8Array.of(0, 255, 255, 255, 255, 255));
  const chips = () => [...map.element.querySelectorAll("[data-al-code]")];
  expect(chips().map((chip) => chip.textContent)).toEqual(["●cat1 / 3", "▲dog0 / 3"]);
  expect(chips()[0]?.getAttribute("aria-label")).toBe("cat: 1 labelled, 3 predicted");
  map.setClasses(Array.from({ length: 200 }, (_, i) => `intent ${i}`));
  expect(chips().length).toBe(12);
  const more = map.element.querySelector<HTMLElement>(".al-map-more");
  expect(more?.textContent).toBe("+ 188 more");
  more?.click();
  expect(chips().length).toBe(200);
});

test("a count of nothing is not shown", () => {
  const { map } = make();
  expect(text(map, ".al-map-legend")).not.toContain("labelled");
  map.patchLabels([1, 3], [0, 1]);
  expect(text(map, ".al-map-legend")).toContain("labelled 2");
  map.patchLabels([1, 3], [-1, -1]);
  expect(text(map, ".al-map-legend")).not.toContain("labelled");
});

test("a double click on a class selects all of it, also with Shift+Enter, shift adds", () => {
  const onSelect = vi.fn();
  const { map } = make({ onSelect });
  map.setColourBy("prediction");
  chip(map, 1).dispatchEvent(new MouseEvent("dblclick"));
  expect(onSelect.mock.lastCall).toEqual([Uint8Array.of(0b010110), 3]);
  chip(map, 0).dispatchEvent(new MouseEvent("dblclick", { shiftKey: true }));
  expect(onSelect.mock.lastCall?.[1]).toBe(6);
  chip(map, 0).dispatchEvent(new MouseEvent("click", { shiftKey: true })); // of Shift+Enter
  expect(onSelect.mock.lastCall).toEqual([Uint8Array.of(0b101001), 3]);
  map.setLabels(Uint8Array.of(255, 1, 255, 255, 255, 255));
  map.setColourBy("label");
  chip(map, 1).dispatchEvent(new MouseEvent("dblclick"));
  expect(onSelect.mock.lastCall).toEqual([Uint8Array.of(0b10), 1]);
});

test("a click shows a class alone, the second click all again", () => {
  const { map } = make();
  map.setColourBy("prediction");
  chip(map, 1).click();
  expect(chip(map, 1).getAttribute("aria-pressed")).toBe("true");
  chip(map, 1).click();
  expect(chip(map, 1).getAttribute("aria-pressed")).toBe("false");
  chip(map, 1).click();
  map.setColourBy("uncertainty");
  map.setColourBy("prediction");
  expect(chip(map, 1).getAttribute("aria-pressed")).toBe("false");
});

test("many classes can be searched in the open legend", () => {
  const { map } = make();
  map.setColourBy("prediction");
  map.setClasses(Array.from({ length: 200 }, (_, i) => `intent ${i}`));
  expect(map.element.querySelector(".al-map-search")).toBeNull();
  map.element.querySelector<HTMLElement>(".al-map-more")?.click();
  const search = map.element.querySelector(".al-map-search") as HTMLInputElement;
  search.value = "intent 19";
  search.dispatchEvent(new Event("input"));
  expect(map.element.querySelectorAll("[data-al-code]").length).toBe(11);
});

test("the menu lists what is possible, and why the rest is not", () => {
  const { map } = make();
  map.setMenu(menu());
  const options = [...map.element.querySelectorAll<HTMLOptionElement>("option")];
  const of = (words: string) => options.find((one) => one.textContent?.startsWith(words));
  expect(of("uncertainty")?.disabled).toBe(false);
  expect(of("audit result")?.disabled).toBe(true);
  expect(of("audit result")?.textContent).toContain("nothing is audited yet");
  expect(of("label quality")?.textContent).toContain("(there is no model yet)");
  expect(of("bald")?.disabled).toBe(true);
  expect(of("score in use")?.disabled).toBe(false);
  expect(of("2 strategies choose batches")?.disabled).toBe(true);
});

test("a number is asked of the owner; the legend says it is computed, then its real ends", () => {
  const onNumber = vi.fn();
  const { map } = make({ onNumber });
  map.setMenu(menu());
  const select = map.element.querySelector("select") as HTMLSelectElement;
  select.value = "=in-use";
  select.dispatchEvent(new Event("change"));
  expect(onNumber).toHaveBeenLastCalledWith("in-use");
  expect(text(map, ".al-map-legend")).toContain("computing");
  const column = { ...MARGIN, name: "in-use", below: true, above: false };
  map.setNumber({ ...column, values: Uint8Array.of(0, 1, 2, 3, 254, 255) });
  expect(text(map, ".al-map-legend")).toContain("≤ −1−0.25margin");
  map.setNumber({ ...column, text: "badge chooses batches.", values: null });
  expect(text(map, ".al-map-legend")).toContain("margin: badge chooses batches.");
  map.setColourBy("prediction");
  expect(onNumber).toHaveBeenLastCalledWith(null);
});

test("the audit is told in numbers, and follows answers and predictions", () => {
  const { map } = make();
  map.setLabels(Uint8Array.of(0, 0, 255, 255, 255, 255));
  map.setAudited([0, 1]);
  map.setColourBy("audit");
  const counts = () =>
    [...map.element.querySelectorAll("[data-al-code]")].map((one) => one.textContent);
  expect(counts()).toEqual(["×wrong1", "+right1"]);
  map.patchLabels([2], [1], [2]);
  expect(counts()).toEqual(["×wrong1", "+right2"]);
  map.patchLabels([0], [-1]);
  expect(counts()).toEqual(["×wrong1", "+right1"]);
  map.setPrediction(Uint8Array.of(0, 0, 0, 0, 0, 0));
  expect(counts()).toEqual(["×wrong1", "+right1"]);
});

test("the legend tells what is known of an earlier model, and what is not", () => {
  const { map } = make();
  const legend = () => text(map, ".al-map-legend");
  expect(legend()).toContain("asked nownext");
  const labels = Uint8Array.of(0, 255, 255, 255, 255, 255);
  const moment = { version: 1, prediction: null, uncertainty: null, labels, asked: [0] };
  map.setMoment(moment);
  expect(legend()).toBe("its belief was not keptlabelled 1asked before this model");
  map.setMoment({ ...moment, asked: [] });
  expect(legend()).toBe("its belief was not keptlabelled 1");
  map.setMoment({ ...moment, uncertainty: Uint8Array.of(1, 2, 3, 4, 5, 6) });
  expect(legend()).toContain("sureunsure");
  map.setMoment(null);
  map.setMenu(menu());
  const select = map.element.querySelector("select") as HTMLSelectElement;
  select.value = "=in-use";
  select.dispatchEvent(new Event("change"));
  const column = { ...MARGIN, name: "in-use", below: true, above: false };
  map.setNumber({ ...column, values: Uint8Array.of(0, 1, 2, 3, 254, 255) });
  map.setMoment(moment);
  expect(legend()).toContain("margin: not kept of earlier models");
  map.setMoment(null);
  expect(legend()).toContain("asked now");
  expect(legend()).not.toContain("not kept");
});
