// Under the map: whose marks are on it while two strategies are compared.

import { fill, h } from "./shared/dom";
import type { Comparison } from "./shared/protocol";
import type { Session } from "./shared/session";

const SIGNS = ["\u25a1", "\u25b3"]; // a square and a triangle, as on the map

export function createCompared(session: Session) {
  const words = h("span.al-name");
  const stop = h(
    "button.al-plain",
    {
      data: { alAction: "stop-comparing" },
      on: { click: () => session.request({ type: "compare", names: [] }) },
    },
    "stop",
  );
  const el = h("span.al-compared", { hidden: true }, words, stop);
  return {
    el,
    update({ sides, common }: Comparison): void {
      el.hidden = sides.length === 0;
      const named = sides.map((side, k) =>
        side.text === "" ? `${SIGNS[k]} ${side.title}` : `${side.title}: ${side.text}`,
      );
      const n = Math.max(0, ...sides.map((side) => side.items.length));
      fill(words, [...named, `${common} of ${n} shared`].join(" \u00b7 "));
      words.title = named.join("\n");
    },
  };
}
