// A map in jsdom, which has no layout and no canvas: the pane has a size by decree, and nothing is
// painted. Call `useMap()` once in a test file.

import { afterEach, beforeEach, vi } from "vitest";
import { createMap, type MapOptions, type MapView } from "./map";

export const observers = new Set<{ callback: () => void; live: boolean }>();
class Observer {
  readonly #entry;
  constructor(callback: () => void) {
    this.#entry = { callback, live: false };
    observers.add(this.#entry);
  }
  observe() {
    this.#entry.live = true;
  }
  unobserve() {}
  disconnect() {
    this.#entry.live = false;
  }
}

export let frames: Map<number, FrameRequestCallback>;

export function useMap(): void {
  beforeEach(() => {
    frames = new Map();
    observers.clear();
    vi.useFakeTimers();
    vi.stubGlobal("ResizeObserver", Observer);
    vi.stubGlobal("requestAnimationFrame", (callback: FrameRequestCallback) => {
      frames.set(frames.size + 1, callback);
      return frames.size;
    });
    vi.stubGlobal("cancelAnimationFrame", (id: number) => frames.delete(id));
    vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(null);
    vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(640);
    vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(400);
  });
  afterEach(() => {
    document.body.replaceChildren();
    vi.useRealTimers();
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });
}

export const resize = () => {
  for (const observer of observers) if (observer.live) observer.callback();
  vi.advanceTimersByTime(1);
};
export const paint = () => {
  const due = [...frames.values()];
  frames.clear();
  for (const frame of due) frame(0);
};

// Five items on a cross (the last has no place): home shows unit 180 px, centre (320, 200).
export const XY = Float32Array.of(0, 0, 1, 0, -1, 0, 0, 1, 0, -1, Number.NaN, Number.NaN);

export function make(options: MapOptions = {}): { map: MapView; stage: HTMLElement } {
  const map = createMap(document.body, options);
  resize();
  map.setClasses(["cat", "dog"]);
  map.setCoordinates(XY);
  map.setPrediction(Uint8Array.of(0, 1, 1, 0, 1, 0));
  map.setUncertainty(Uint8Array.of(10, 200, 254, 50, 100, 254));
  paint();
  return { map, stage: map.element.querySelector(".al-map-stage") as HTMLElement };
}
export const mouse = (
  stage: HTMLElement,
  type: string,
  x: number,
  y: number,
  more = {},
  id = 1,
) => {
  const event = new MouseEvent(type, {
    clientX: x,
    clientY: y,
    buttons: 1,
    bubbles: true,
    ...more,
  });
  Object.assign(event, { pointerId: id, pointerType: id > 1 ? "touch" : "mouse" });
  stage.dispatchEvent(event);
};
export const press = (stage: HTMLElement, key: string) => {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
  stage.dispatchEvent(event);
  return event.defaultPrevented;
};
export const text = (map: MapView, selector: string) =>
  map.element.querySelector(selector)?.textContent;
