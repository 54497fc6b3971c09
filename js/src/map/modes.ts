// The menu of colours: what is possible now, and why the rest is not.

import { fill, h } from "../shared/dom";
import { plural, shorten } from "../shared/format";
import type { ColourRow } from "../shared/protocol";
import type { ColourBy } from "./colours";

/** What the menu is made of. */
export interface Menu {
  readonly rows: readonly ColourRow[]; // numbers of the kernel
  readonly without: readonly string[]; // strategies that give no number
  readonly predicted: boolean;
  readonly labelled: boolean;
  readonly audited: boolean;
}

export const NO_MENU: Menu = {
  rows: [],
  without: [],
  predicted: false,
  labelled: false,
  audited: false,
};

const NUMBER = "="; // before the name of a number, so that it is never one of our own words
const WHY = 64; // characters of a reason

export interface Modes {
  readonly element: HTMLSelectElement;
  update(menu: Menu): void;
  show(by: ColourBy, number: string | null): void;
}

export function createModes(choose: (by: ColourBy, number: string | null) => void): Modes {
  const element = h("select.al-map-colour", {
    aria: { label: "colour of the points" },
    on: {
      change: () => {
        const { value } = element;
        if (value.startsWith(NUMBER)) choose("number", value.slice(NUMBER.length));
        else choose(value as ColourBy, null);
      },
    },
  });
  let shown = "uncertainty";

  const option = (value: string, title: string, why: string | null, blocked = why !== null) =>
    h(
      "option",
      { value, disabled: blocked && value !== shown },
      why === null ? title : `${title} (${shorten(why.replace(/\.$/, ""), WHY)})`,
    );

  const update = ({ rows, without, predicted, labelled, audited }: Menu): void => {
    const unfit = predicted ? null : "no model yet";
    const kernel = (row: ColourRow) => option(NUMBER + row.name, row.title, row.why_not);
    const [inUse, quality, ...others] = rows;
    const group = (label: string, ...options: HTMLElement[]) =>
      h("optgroup", { label }, ...options);
    // What the model brings comes by itself: it may be chosen before.
    const belief = [
      option("uncertainty", "uncertainty", unfit, false),
      option("prediction", "predicted class", unfit, false),
    ];
    const answers = [
      option("label", "label", labelled ? null : "no label yet", false),
      option("audit", "audit result", audited && predicted ? null : "nothing is audited yet"),
      ...(quality ? [kernel(quality)] : []),
    ];
    const scores = [...(inUse ? [inUse] : []), ...others].map(kernel);
    if (without.length > 0) {
      const many = `${plural(without.length, "strategy", "strategies")} choose batches`;
      const none = h("option", { disabled: true }, `${many}: no number for each point`);
      scores.push(none);
    }
    fill(
      element,
      group("the model", ...belief),
      group("the answers", ...answers),
      scores.length > 0 ? group("scores: high is asked first", ...scores) : null,
    );
    element.value = shown;
  };
  update(NO_MENU);
  return {
    element,
    update,
    show(by, number) {
      shown = number === null ? by : NUMBER + number;
      element.value = shown;
    },
  };
}
