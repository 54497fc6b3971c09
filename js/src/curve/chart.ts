// The chart on the page, and the reading of one point by pointer or arrow keys.
import { fill, h } from "../shared/dom";
import type { Curve } from "../shared/protocol";
import { axes, chosen, evidence } from "./drawing";
import { type Frame, frame, HEIGHT } from "./frame";
import { current, nearest, type Point, thin } from "./points";
import { s } from "./svg";
import { chartWords, estimate, NOT_ENOUGH, place, spoken } from "./words";

export interface Chart {
  element: HTMLElement;
  update(points: Point[], source: Curve["source"]): void;
  resize(width: number): void;
}

const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 };

export function createChart(): Chart {
  let points: Point[] = [];
  let drawn: Point[] = []; // what has room
  let source: Curve["source"] = "none";
  let width = 0;
  let active = -1; // position in `drawn` that is read out now
  let area: Frame | null = null;

  const svg = s("svg", { class: "al-curve-svg", height: HEIGHT, "aria-hidden": "true" });
  const marker = s("g");
  const tip = h("div.al-curve-tip.al-small", { hidden: true, aria: { hidden: "true" } });
  const live = h("div.al-visually-hidden", { aria: { live: "polite" } });
  const key = s("svg", { width: 9, height: 9, "aria-hidden": "true" });
  key.append(s("circle", { class: "al-curve-faint-dot", cx: 4.5, cy: 4.5, r: 2.5 }));
  const hollow = h("span.al-curve-hollow", { hidden: true }, key, NOT_ENOUGH);
  const box = h(
    "div.al-curve-chart",
    {
      tabIndex: 0,
      // "application": screen readers pass the arrow keys on to us.
      aria: { role: "application", roledescription: "chart" },
      on: {
        pointermove: point,
        pointerdown: point,
        pointerleave: () => read(box.matches(":focus-visible") ? active : -1),
        keydown,
        focus: () => box.matches(":focus-visible") && read(home(), true),
        blur: () => read(-1),
      },
    },
    svg,
    tip,
  );
  const legend = h(
    "div.al-curve-legend.al-small.al-muted",
    {},
    "accuracy by training labels",
    hollow,
  );
  const element = h("div.al-curve-plot", {}, legend, box, live);

  function home(): number {
    const now = current(drawn);
    return now ? drawn.indexOf(now) : -1;
  }

  function point(event: PointerEvent): void {
    if (!area) return;
    const pixel = event.clientX - svg.getBoundingClientRect().left;
    read(nearest(drawn, area.labelsAt(pixel)));
  }

  function keydown(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey || drawn.length === 0) return;
    const last = drawn.length - 1;
    let to: number;
    if (event.key in STEPS) to = active < 0 ? home() : active + (STEPS[event.key] ?? 0);
    else if (event.key === "Home") to = 0;
    else if (event.key === "End") to = last;
    else {
      if (event.key === "Escape") read(-1); // not swallowed: the host may need it too
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    read(Math.min(last, Math.max(0, to)), true);
  }

  /** Read out one point of `drawn` (-1: none); `aloud` also tells it to a screen reader. */
  function read(index: number, aloud = false): void {
    active = index;
    const now = drawn[index];
    tip.hidden = !now;
    fill(marker);
    if (!now || !area) return;
    marker.append(...chosen(area, now));
    fill(tip, h("b", {}, estimate(now)), h("span.al-muted", {}, place(now)));
    // Beside the mark on the side that has room, above or below the line.
    const px = area.x(now.x);
    const right = px > width / 2;
    const low = area.y(now.accuracy ?? 0) > (area.top + area.foot) / 2;
    tip.style.top = `${low ? area.top : area.foot - 44}px`;
    tip.style.left = right ? "" : `${px + 8}px`;
    tip.style.right = right ? `${width - px + 8}px` : "";
    if (aloud) live.textContent = spoken(now, source);
  }

  function draw(): void {
    const before = drawn[active];
    area = frame(points, width);
    if (!area) {
      drawn = [];
      fill(svg);
      read(-1);
      return;
    }
    const now = current(points);
    drawn = thin(points, Math.max(2, Math.floor((area.right - area.left) / 4)), now);
    svg.setAttribute("width", String(width));
    fill(svg, ...axes(area), ...evidence(area, drawn, now), marker);
    hollow.hidden = points.every((p) => p.enough);
    box.setAttribute("aria-label", chartWords(points));
    read(before ? drawn.findIndex((p) => p.x === before.x) : -1);
  }

  return {
    element,
    update(next, from) {
      points = next;
      source = from;
      draw();
    },
    resize(next) {
      const whole = Math.floor(next);
      if (whole === width) return;
      width = whole;
      draw();
    },
  };
}
