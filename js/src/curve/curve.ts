// The curve pane: how good the model is, against how many labels it took. Knows no Jupyter model.
import { fill, h } from "../shared/dom";
import type { Curve, Status } from "../shared/protocol";
import { createChart } from "./chart";
import { createClasses } from "./classes";
import "./curve.css";
import { createFits } from "./fits";
import { seriesOf } from "./series";
import { createTable } from "./table";
import {
  emptyWords,
  headline,
  modelWords,
  sourceWords,
  trainingWords,
  unbroken,
  waitingWords,
} from "./words";

export interface CurveOptions {
  /** Ask for labels that measure the model. */
  measure?: () => void;
}

export interface CurveView {
  update(curve: Curve, status: Status): void;
  /** Let go of everything; a second call does nothing. */
  dispose(): void;
}

/** Draw the pane into `el`, whose width may be zero now and change at any time. */
export function createCurve(el: HTMLElement, options: CurveOptions = {}): CurveView {
  let open = false;
  let drawn = false; // whether there is enough to draw
  let byClass = false;
  let seen = ""; // the curve as it was drawn last: most updates only concern the status

  const chart = createChart();
  const classes = createClasses();
  const table = createTable();
  const fits = createFits();
  const text = h("p.al-curve-headline");
  const made = h("div.al-small.al-muted");
  const gain = h("div.al-small.al-muted");
  const state = h("span.al-curve-state");
  const model = h("span.al-muted");
  const tool = (words: string, click: () => void, props = {}) =>
    h("button.al-plain.al-small.al-muted", { on: { click }, ...props }, words);
  const toggle = tool("table", () => show(!open, byClass));
  const each = tool("classes", () => show(open, !byClass));
  const measure = tool("measure now", () => options.measure?.(), {
    title: "Ask for 20 labels that measure the model best. They never train it.",
    data: { alCommand: "measure" },
  });
  const empty = h("p.al-curve-empty.al-muted");
  const tools = h("div.al-curve-tools", {}, each, toggle, measure);
  const about = h("div.al-curve-model.al-small", {}, state, model);
  const words = h("div.al-curve-words", {}, about, made, gain, tools);
  const grid = h(
    "div.al-curve-grid-box",
    {},
    words,
    chart.element,
    classes.element,
    empty,
    fits.element,
  );
  const root = h("div.al-curve-root", {}, text, grid, table.element);

  function show(table_: boolean, classes_: boolean): void {
    [open, byClass] = [table_, classes_];
    toggle.setAttribute("aria-expanded", String(open));
    each.setAttribute("aria-pressed", String(byClass));
    table.show(open);
    classes.element.hidden = !byClass;
    chart.element.hidden = byClass || !drawn;
    empty.hidden = byClass || drawn;
  }

  // Zero while detached or hidden; the chart then waits for its next size.
  const observer = new ResizeObserver((entries) => {
    const width = entries.at(-1)?.contentRect.width ?? 0;
    if (width > 0) chart.resize(width);
  });

  // The arrow keys of the chart are ours, not the notebook's.
  root.dataset.lmSuppressShortcuts = "true";
  el.append(root);
  show(open, false);
  observer.observe(chart.element);

  function draw(curve: Curve, finished: boolean): void {
    const { trust } = curve;
    const what = seriesOf(curve);
    const none = curve.points.length === 0;
    drawn = what.series.length > 0;
    empty.textContent = none ? emptyWords(curve) : waitingWords(curve);
    const { before, strong, after } = headline(curve, finished);
    const more = (trust?.more ?? []).map((part) => `; ${unbroken(part)}`).join("");
    fill(text, before, h("b", {}, strong), unbroken(after), h("span.al-muted", {}, more));
    made.textContent = none ? "" : sourceWords(curve.source);
    gain.textContent = trust?.gain ? `gain over random: ${trust.gain}` : "";
    measure.hidden = !options.measure || curve.source !== "audit";
    each.hidden = !trust?.classes.length;
    for (const part of [tools, table.element, text]) part.hidden = none;
    show(open, byClass && !each.hidden);
    classes.update(trust?.classes ?? []);
    chart.update(what, trust);
    table.update(what, trust?.lines ?? []);
  }

  return {
    update(curve, status) {
      const finished = status.phase.name === "finished";
      const key = JSON.stringify([curve, finished]);
      if (key !== seen) {
        seen = key;
        draw(curve, finished);
      }
      state.textContent = trainingWords(status);
      state.dataset.alState = status.phase.name;
      model.textContent = modelWords(status.model);
      words.hidden = tools.hidden && !state.textContent;
      fits.update(status.fits);
    },
    dispose() {
      observer.disconnect();
      root.remove();
    },
  };
}
