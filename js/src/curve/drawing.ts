// What the chart is made of, as SVG: axes, bands, lines, points.
import { type Frame, HEIGHT } from "./frame";
import { band, line } from "./paths";
import { type Point, runs } from "./points";
import { accuracyStep, niceStep, ticks } from "./scale";
import { s } from "./svg";
import { accuracy, count } from "./words";

function text(value: string, x: number, y: number, anchor: string): SVGElement {
  return s("text", { class: "al-curve-tick", x, y, "text-anchor": anchor }, value);
}

/** Hairlines, the base line and round numbers along both. */
export function axes(f: Frame): SVGElement[] {
  const out: SVGElement[] = [];
  for (const value of ticks(f.accuracies, accuracyStep(f.accuracies[1] - f.accuracies[0]))) {
    const py = Math.round(f.y(value)) + 0.5;
    if (value > f.accuracies[0]) {
      out.push(s("path", { class: "al-curve-grid", d: `M${f.left} ${py}H${f.right}` }));
    }
    out.push(text(accuracy(value), f.left - 8, py + 3.5, "end"));
  }
  out.push(s("path", { class: "al-curve-axis", d: `M${f.left} ${f.foot + 0.5}H${f.right}` }));
  const most = Math.max(1, Math.floor((f.right - f.left) / 72));
  for (const value of ticks(f.labels, niceStep(f.labels[1] - f.labels[0], most, 1))) {
    const px = Math.round(f.x(value)) + 0.5;
    out.push(s("path", { class: "al-curve-axis", d: `M${px} ${f.foot}v4` }));
    out.push(text(count(value), px, HEIGHT - 4, "middle"));
  }
  return out;
}

/** Bands, lines and points; what has not enough evidence is faint and hollow. */
export function evidence(f: Frame, points: readonly Point[], now: Point | undefined): SVGElement[] {
  const out: SVGElement[] = [];
  for (const run of runs(points)) {
    if (run[0]?.enough) {
      out.push(s("path", { class: "al-curve-band", d: band(run, f.x, f.y) }));
      out.push(s("path", { class: "al-curve-line", d: line(run, f.x, f.y) }));
    } else {
      // One bar each: a joined area would say more than is known.
      const d = run.map((point) => band([point], f.x, f.y)).join("");
      out.push(s("path", { class: "al-curve-band al-curve-faint", d }));
    }
  }
  const roomy = (f.right - f.left) / points.length >= 9;
  for (const point of points) {
    const cx = f.x(point.x).toFixed(1);
    if (point.accuracy === null) {
      // Nothing to place it by: it may lie anywhere.
      out.push(s("path", { class: "al-curve-unplaced", d: `M${cx} ${f.top}V${f.foot}` }));
    } else if (roomy || point === now) {
      const kind = point.enough ? "al-curve-dot" : "al-curve-faint-dot";
      const cy = f.y(point.accuracy).toFixed(1);
      out.push(s("circle", { class: kind, cx, cy, r: point === now ? 3.5 : 2.5 }));
    }
  }
  return out;
}

/** The mark of the point that is read out now. */
export function chosen(f: Frame, point: Point): SVGElement[] {
  const px = f.x(point.x);
  const { accuracy: value, low, high } = point;
  const out: SVGElement[] = [
    s("path", { class: "al-curve-cursor", d: `M${px} ${f.top}V${f.foot}` }),
  ];
  if (value !== null && low !== null && high !== null) {
    out.push(s("path", { class: "al-curve-interval", d: `M${px} ${f.y(low)}V${f.y(high)}` }));
    out.push(s("circle", { class: "al-curve-chosen", cx: px, cy: f.y(value), r: 4 }));
  }
  return out;
}
