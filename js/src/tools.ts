// The line under the map: which projection this is, and what can be done with a selection.

import { h } from "./shared/dom";
import { count } from "./shared/format";
import type { Session } from "./shared/session";
import type { State } from "./shared/state";

const MOST = 200; // samples asked about at once

/** The first positions of a bitmap. */
export function firstItems(bits: Uint8Array, most: number): number[] {
  const items: number[] = [];
  for (let byte = 0; byte < bits.length && items.length < most; byte++) {
    const value = bits[byte] ?? 0;
    for (let bit = 0; value >> bit !== 0 && items.length < most; bit++) {
      if ((value >> bit) & 1) items.push(byte * 8 + bit);
    }
  }
  return items;
}

export function createTools(
  session: Session,
  selection: () => Uint8Array | null,
  projection: HTMLElement,
) {
  const ask = h(
    "button.al-plain",
    {
      data: { alAction: "ask-selection" },
      on: {
        click: () => {
          const bits = selection();
          if (bits) session.ask(firstItems(bits, MOST));
        },
      },
    },
    "ask about these",
  );
  const el = h("div.al-map-tools.al-small", {}, h("span.al-space"), projection);
  return {
    el,
    ask, // stands with what else can be done with a selection
    update(state: State, bits: Uint8Array | null): void {
      const { selection: n } = state.status;
      ask.hidden = n === 0 || bits === null;
      ask.textContent =
        n > MOST ? `ask about the first ${count(MOST)} of these` : "ask about these";
    },
  };
}
