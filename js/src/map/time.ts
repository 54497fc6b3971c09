// The line under the map that goes back in time: a slider over the versions of the model, and the
// version that is shown in a sentence. It only draws and tells; moments.ts knows what to do.

import { h } from "../shared/dom";
import type { HistoryStep } from "../shared/protocol";
import "./time.css";
import { icon } from "./icons";

export interface TimeHandlers {
  go(place: number): void; // of the slider; the last one is now
  play(on: boolean): void;
  now(): unknown;
  close(): void;
  rebuild(on: boolean): void;
}

export interface TimeState {
  readonly steps: readonly HistoryStep[];
  readonly place: number | null; // null: now
  readonly playing: boolean;
  readonly loading: boolean; // the version has not arrived yet
  readonly newer: boolean; // a model came while the map shows the past
  readonly progress: number | null; // of computing old beliefs anew
}

/** The version in words, for the line and for those who listen. */
export function timeWords({ steps, place, progress }: TimeState): string {
  const last = steps[steps.length - 1];
  if (!last) {
    return progress === null
      ? "The history begins with the first model."
      : "reading what was answered …";
  }
  const step = place === null ? undefined : steps[place];
  if (!step) return `now · ${last.text}`;
  return step.belief === "none" ? `${step.text} · its belief was not kept` : step.text;
}

export interface Time {
  readonly element: HTMLElement;
  update(state: TimeState): void;
  focus(): void;
}

export function createTime(handlers: TimeHandlers): Time {
  let playing = false;
  const play = h("button.al-map-tool", {
    data: { alAction: "play" },
    on: { click: () => handlers.play(!playing) },
  });
  const slider = h("input.al-time-slider", {
    type: "range",
    min: "0",
    step: "1",
    aria: { label: "version of the model" },
    data: { lmSuppressShortcuts: "true" },
    on: { input: () => handlers.go(Number(slider.value)) },
  });
  const dot = h("span.al-time-dot", { hidden: true });
  const now = h(
    "button.al-plain.al-time-now",
    {
      data: { alAction: "now" },
      on: { click: handlers.now },
    },
    "now",
    dot,
  );
  const close = h(
    "button.al-map-tool",
    {
      title: "close the history",
      aria: { label: "close the history" },
      data: { alAction: "close-history" },
      on: { click: handlers.close },
    },
    icon("clear"),
  );
  const words = h("span.al-time-words");
  const share = h("span.al-muted");
  const rebuild: HTMLButtonElement = h("button.al-plain", {
    data: { alAction: "rebuild" },
    on: { click: () => handlers.rebuild(rebuild.dataset.alOn !== "true") },
  });
  const element = h(
    "div.al-time",
    { hidden: true, aria: { role: "group", label: "history of the model" } },
    h("div.al-time-row", {}, play, slider, now, close),
    h("div.al-time-row.al-small", {}, words, share, rebuild),
  );
  let shownPlaying: boolean | null = null;

  return {
    element,
    focus: () => slider.focus(),
    update(state) {
      const { steps, place, newer, progress } = state;
      const last = Math.max(0, steps.length - 1);
      playing = state.playing;
      if (playing !== shownPlaying) {
        shownPlaying = playing;
        play.replaceChildren(icon(playing ? "pause" : "play"));
        play.title = playing ? "pause" : "play from the first version to now";
        play.setAttribute("aria-label", play.title);
      }
      const few = steps.length < 2;
      play.disabled = few;
      slider.disabled = few;
      slider.max = String(last);
      slider.value = String(place ?? last);
      slider.style.setProperty("--al-share", String(last > 0 ? (place ?? last) / last : 1));
      const text = timeWords(state);
      if (words.textContent !== text) words.textContent = text;
      words.title = text;
      slider.setAttribute("aria-valuetext", text);
      element.dataset.alLoading = String(state.loading);
      now.style.visibility = place === null ? "hidden" : "visible"; // its room stays
      now.title = newer ? "there is a newer model: back to now (Escape)" : "back to now (Escape)";
      now.setAttribute("aria-label", now.title);
      dot.hidden = !newer;
      share.hidden = progress === null;
      share.textContent = progress === null ? "" : `computing anew ${Math.round(100 * progress)} %`;
      rebuild.hidden = progress === null && !steps.some((step) => step.belief === "none");
      rebuild.dataset.alOn = String(progress !== null);
      rebuild.textContent = progress === null ? "compute what was not kept" : "stop";
    },
  };
}
