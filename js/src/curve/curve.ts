// The curve pane: how good the model is, against how many labels it took. Knows no Jupyter model.
import { fill, h } from "../shared/dom";
import type { Curve, Status } from "../shared/protocol";
import { createChart } from "./chart";
import "./curve.css";
import { createFits } from "./fits";
import { clean } from "./points";
import { createTable } from "./table";
import { emptyWords, headline, modelWords, sourceWords, trainingWords } from "./words";

export interface CurveOptions {
  theme?: "light" | "dark";
  /** Whether the table is open at first. */
  table?: boolean;
  /** Ask for labels that measure the model. */
  measure?: () => void;
}

export interface CurveView {
  update(curve: Curve, status: Status): void;
  setTheme(theme: "light" | "dark"): void;
  /** Let go of everything; a second call does nothing. */
  dispose(): void;
}

/** The words after the number; an interval never breaks. */
function unbroken(words: string): (Node | string)[] {
  const interval = /^( \([^)]*\),?)(.*)$/s.exec(words);
  if (!interval || (interval[1] ?? "").length > 16) return [words];
  const whole = h("span.al-curve-whole", {}, (interval[1] ?? "").trim());
  return [" ", whole, interval[2] ?? ""];
}

/** Draw the pane into `el`, whose width may be zero now and change at any time. */
export function createCurve(el: HTMLElement, options: CurveOptions = {}): CurveView {
  let disposed = false;
  let open = options.table ?? false;
  let seen = ""; // the curve as it was drawn last: most updates only concern the status

  const chart = createChart();
  const table = createTable();
  const fits = createFits();
  const more = h("p.al-curve-more.al-small.al-muted");
  const text = h("div.al-curve-headline");
  const made = h("div.al-curve-made.al-small.al-muted");
  const state = h("span.al-curve-state");
  const model = h("span.al-muted");
  const arrow = h("span", { aria: { hidden: "true" } });
  const toggle = h(
    "button",
    {
      class: "al-curve-toggle al-small al-muted",
      on: { click: () => show(!open) },
    },
    "table ",
    arrow,
  );
  const measure = h(
    "button",
    {
      class: "al-curve-toggle al-small al-muted",
      title: "Ask for 20 labels that measure the model best. They never train it.",
      data: { alCommand: "measure" },
      on: { click: () => options.measure?.() },
    },
    "measure now",
  );
  const empty = h("p.al-curve-empty.al-muted");
  const words = h(
    "div.al-curve-words",
    {},
    text,
    made,
    h("div.al-curve-model.al-small", {}, state, model),
    h("div.al-curve-tools", {}, toggle, measure),
  );
  const grid = h("div.al-curve-grid-box", {}, words, chart.element, empty, fits.element);
  const root = h("div.al-curve-root", {}, more, grid, table.element);

  function show(next: boolean): void {
    open = next;
    toggle.setAttribute("aria-expanded", String(open));
    arrow.textContent = open ? "▴" : "▾";
    table.show(open);
  }

  // Zero while detached or hidden; the chart then waits for its next size.
  const observer = new ResizeObserver((entries) => {
    const width = entries.at(-1)?.contentRect.width ?? 0;
    if (!disposed && width > 0) chart.resize(width);
  });

  el.classList.add("al-curve");
  // The arrow keys of the chart are ours, not the notebook's.
  root.dataset.lmSuppressShortcuts = "true";
  if (options.theme) root.dataset.alTheme = options.theme;
  el.append(root);
  show(open);
  observer.observe(chart.element);

  function draw(curve: Curve, finished: boolean): void {
    const points = clean(curve.points);
    const none = points.length === 0;
    empty.textContent = none ? emptyWords(curve) : "";
    const { before, strong, after } = headline(curve, points, finished);
    text.classList.toggle("al-curve-lacking", before === "");
    fill(text, before, h("b", {}, strong), ...unbroken(after));
    made.textContent = none ? "" : sourceWords(curve.source);
    empty.hidden = !none;
    const said = curve.trust?.more ?? [];
    more.textContent = said.join(" · ");
    more.hidden = none || said.length === 0;
    measure.hidden = none || !options.measure || curve.source !== "audit";
    for (const part of [toggle, table.element, chart.element, text, made]) part.hidden = none;
    chart.update(points, curve.source);
    table.update(points, curve.source);
  }

  return {
    update(curve, status) {
      if (disposed) return;
      const finished = status.phase.name === "finished";
      const key = JSON.stringify([curve, finished]);
      if (key !== seen) {
        seen = key;
        draw(curve, finished);
      }
      state.textContent = trainingWords(status);
      state.dataset.alState = status.phase.name;
      model.textContent = modelWords(status.model);
      words.hidden = toggle.hidden && !state.textContent;
      fits.update(status.fits);
    },
    setTheme(theme) {
      root.dataset.alTheme = theme;
    },
    dispose() {
      if (disposed) return;
      disposed = true;
      observer.disconnect();
      root.remove();
      el.classList.remove("al-curve");
    },
  };
}
