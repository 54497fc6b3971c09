// A whole view in jsdom, driven by keys and clicks as a person would.

import { afterEach, beforeEach, vi } from "vitest";
import widget from "../index";
import { FakeModel, queue } from "./fixtures";

class NoObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

export interface Page {
  model: FakeModel;
  host: HTMLElement;
  stop(): void;
}

/** The view of the running test; made anew for each one. */
export const page = {} as Page;

/** Call once in a test file. */
export function useView(): void {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("ResizeObserver", NoObserver);
    localStorage.clear();
    page.host = document.createElement("div");
    page.stop = () => undefined;
    document.body.append(page.host);
  });
  afterEach(() => {
    page.stop();
    document.body.replaceChildren();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });
}

export function start(config: object = {}, status: object = {}, el = page.host): void {
  page.model = new FakeModel(config, status);
  page.stop = widget.render({ model: page.model, el });
}

/** A view with these samples, the first one painted. */
export async function ready(items = [1, 2, 3], status: object = {}): Promise<void> {
  start({}, status);
  page.model.reply(queue(items));
  await frame();
}

/** Let two frames pass. */
export async function frame(): Promise<void> {
  await vi.advanceTimersByTimeAsync(50);
}

export function $<T extends HTMLElement = HTMLElement>(selector: string): T {
  const found = page.host.querySelector<T>(selector);
  if (!found) throw new Error(`no ${selector}`);
  return found;
}

export const pane = () => $("[data-al-pane=card]");
export const events = () => page.model.of("event");

export function press(code: string, over: KeyboardEventInit = {}, target: Element = pane()): void {
  target.dispatchEvent(
    new KeyboardEvent("keydown", {
      code,
      bubbles: true,
      cancelable: true,
      composed: true,
      ...over,
    }),
  );
}
