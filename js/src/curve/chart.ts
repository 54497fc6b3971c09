// The chart on the page, and the reading of one mark by pointer or arrow keys.
import { fill, h } from "../shared/dom";
import type { Curve } from "../shared/protocol";
import { axes, chosen, evidence, placed } from "./drawing";
import { type Frame, frame, HEIGHT } from "./frame";
import { nearest, type Place, step } from "./reading";
import type { Drawn } from "./series";
import { s } from "./svg";
import { about, chartWords, estimate } from "./words";

export interface Chart {
  element: HTMLElement;
  update(drawn: Drawn, trust: Curve["trust"]): void;
  resize(width: number): void;
}

export function createChart(): Chart {
  let drawn: Drawn = { series: [], now: undefined };
  let trust: Curve["trust"] = null;
  let width = 0;
  let at: Place | null = null; // what is read out now
  let area: Frame | null = null;

  const svg = s("svg", { class: "al-curve-svg", height: HEIGHT, "aria-hidden": "true" });
  const marker = s("g", { class: "al-curve-chosen" });
  const tip = h("div.al-curve-tip.al-small", { hidden: true, aria: { hidden: "true" } });
  const live = h("div.al-visually-hidden", { aria: { live: "polite" } });
  const box = h(
    "div.al-curve-chart",
    {
      tabIndex: 0,
      // "application": screen readers pass the arrow keys on to us.
      aria: { role: "application", roledescription: "chart" },
      on: {
        pointermove: point,
        pointerdown: point,
        pointerleave: () => read(box.matches(":focus-visible") ? at : null),
        keydown,
        focus: () => box.matches(":focus-visible") && read(home(), true),
        blur: () => read(null),
      },
    },
    svg,
    tip,
  );
  const legend = h("div.al-curve-legend.al-small.al-muted");
  const element = h("div.al-curve-plot", {}, legend, box, live);

  function home(): Place | null {
    const { now } = drawn;
    return nearest(drawn.series, (kind, mark) =>
      kind === "active" ? Math.abs(mark.x - (now?.x ?? 1e9)) : Number.POSITIVE_INFINITY,
    );
  }

  function point(event: PointerEvent): void {
    if (!area) return;
    const f = area;
    const { left, top } = svg.getBoundingClientRect();
    read(
      nearest(drawn.series, (kind, mark) => {
        const [px, py] = placed(f, kind, mark);
        return Math.hypot(px - event.clientX + left, py - event.clientY + top);
      }),
    );
  }

  function keydown(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const from = at ?? home();
    let to = from && step(drawn.series, from, event.key);
    if (!to) {
      if (event.key === "Escape") read(null); // not swallowed: the host may need it too
      return;
    }
    if (!at && event.key.startsWith("A")) to = from;
    event.preventDefault();
    event.stopPropagation();
    read(to, true);
  }

  /** Read out one mark; `aloud` also tells it to a screen reader. */
  function read(to: Place | null, aloud = false): void {
    at = to;
    const series = to && drawn.series[to[0]];
    const now = to && series?.marks[to[1]];
    tip.hidden = !now;
    fill(marker);
    if (!now || !area || !series) return;
    marker.append(...chosen(area, series.kind, now));
    fill(tip, h("b", {}, estimate(now)), h("span.al-muted", {}, about(now)));
    // Beside the mark on the side that has room, above or below the line.
    const [px, py] = placed(area, series.kind, now);
    const right = px > width / 2;
    tip.style.top = py > (area.top + area.foot) / 2 ? `${area.top}px` : "";
    tip.style.left = right ? "" : `${px + 8}px`;
    tip.style.right = right ? `${width - px + 8}px` : "";
    if (aloud) live.textContent = `${estimate(now)}. ${about(now)}.`;
  }

  function draw(): void {
    area = frame(drawn.series, width);
    if (!area) {
      fill(svg);
      read(null);
      return;
    }
    svg.setAttribute("width", String(width));
    const goal = trust?.target;
    fill(
      svg,
      ...axes(area),
      ...evidence(area, drawn, [goal?.low ?? null, goal?.high ?? null]),
      marker,
    );
    box.setAttribute("aria-label", chartWords(drawn));
  }

  return {
    element,
    update(next, known) {
      const old = at && drawn.series[at[0]];
      const x = at && old?.marks[at[1]]?.x;
      drawn = next;
      trust = known;
      draw();
      const s = next.series.findIndex((each) => each.kind === old?.kind);
      const m = next.series[s]?.marks.findIndex((mark) => mark.x === x) ?? -1;
      read(m < 0 ? null : [s, m]);
      const key = (kind: string, words: string) => {
        const mark = next.series.find((each) => each.kind === kind)?.marks[0];
        return mark ? h("span", {}, words + estimate(mark)) : null;
      };
      fill(
        legend,
        "accuracy by training labels",
        key("believed", "○ the model believes "),
        key("target", "┈ "),
      );
    },
    resize(next) {
      const whole = Math.floor(next);
      if (whole === width) return;
      width = whole;
      draw();
      read(at);
    },
  };
}
