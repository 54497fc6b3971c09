// What a screen reader should say: one polite live region for each view.

import { h } from "./dom";

export interface Announcer {
  el: HTMLElement;
  say(text: string): void;
}

export function createAnnouncer(): Announcer {
  const el = h("div.al-visually-hidden", {
    aria: { role: "status", live: "polite", atomic: "true" },
  });
  return {
    el,
    say(text) {
      // The same words twice are heard twice: an empty no-break space makes them new.
      el.textContent = el.textContent === text ? `${text}\u00a0` : text;
    },
  };
}
