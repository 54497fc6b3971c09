// What the chart is made of, as SVG: axes, bands, lines, marks and their words.
import { count } from "../shared/format";
import { type Frame, HEIGHT } from "./frame";
import { band, line } from "./paths";
import type { Mark } from "./points";
import { accuracyStep, niceStep, ticks } from "./scale";
import type { Drawn } from "./series";
import { s } from "./svg";
import { accuracy } from "./words";

const path = (kind: string, d: string) => s("path", { class: `al-curve-${kind}`, d });

const text = (value: string, x: number, y: number, anchor = "start") =>
  s("text", { x, y, "text-anchor": anchor }, value);

/** Hairlines, the base line and round numbers along both. */
export function axes(f: Frame): SVGElement[] {
  const out: SVGElement[] = [];
  for (const value of ticks(f.accuracies, accuracyStep(f.accuracies[1] - f.accuracies[0]))) {
    const py = Math.round(f.y(value)) + 0.5;
    if (value > f.accuracies[0]) out.push(path("grid", `M${f.left} ${py}H${f.right}`));
    out.push(text(accuracy(value), f.left - 8, py + 3.5, "end"));
  }
  out.push(path("axis", `M${f.left} ${f.foot + 0.5}H${f.right}`));
  const most = Math.max(1, Math.floor((f.right - f.left) / 72));
  for (const value of ticks(f.labels, niceStep(f.labels[1] - f.labels[0], most, 1))) {
    const px = Math.round(f.x(value)) + 0.5;
    out.push(path("axis", `M${px} ${f.foot}v4`));
    out.push(text(count(value), px, HEIGHT - 4, "middle"));
  }
  return out;
}

/** Where a mark lies; what is believed beside what is measured, signals on the base line. */
export function placed(f: Frame, kind: string, mark: Mark): [x: number, y: number] {
  return [f.x(mark.x) + (kind === "believed" ? 8 : 0), kind === "stop" ? f.foot : f.y(mark.y)];
}

/** Bands, lines, marks and words: one group for each series, back to front. */
export function evidence(f: Frame, { series, now }: Drawn, target: Range): SVGElement[] {
  return series.map(({ kind, marks }) => {
    const group = s("g", { class: `al-curve-${kind}` });
    const last = marks.at(-1) as Mark;
    const [px, py] = placed(f, kind, last);
    const right = px > (f.left + f.right) / 2;
    if (kind === "active" || kind === "fitted") {
      group.append(path("band", band(marks, f)), path("line", line(marks, f)));
    }
    if (kind === "fitted") {
      group.append(text("random", px, py + (py > f.foot - 20 ? -8 : 15), "end"));
    } else if (kind === "target") {
      group.append(path("line", `M${f.left} ${py}H${f.right}`));
      const [low, high] = target;
      if (low !== null)
        group.append(path("range", `M${f.x(low)} ${py}H${f.x(high ?? f.labels[1])}`));
      if (low !== null) group.append(path("range", `M${px} ${py - 4}v8`));
    } else if (kind === "stop") {
      group.append(text("signals agree", px, f.foot - 8, right ? "end" : "start"));
      for (const mark of marks) group.append(path("line", `M${f.x(mark.x)} ${f.foot}l-3-5h6z`));
    } else {
      if (kind === "believed")
        group.append(path("line", `M${px} ${f.y(last.low)}V${f.y(last.high)}`));
      if (kind !== "active" || (f.right - f.left) / marks.length >= 9) {
        for (const mark of marks) group.append(dot(...placed(f, kind, mark), 2.5));
      }
      if (now && kind === "active") group.append(dot(f.x(now.x), f.y(now.y), 3.5));
    }
    return group;
  });
}

export type Range = [low: number | null, high: number | null];

const dot = (cx: number, cy: number, r: number) =>
  s("circle", { cx: cx.toFixed(1), cy: cy.toFixed(1), r });

/** The mark that is read out now. */
export function chosen(f: Frame, kind: string, mark: Mark): SVGElement[] {
  const [px, py] = placed(f, kind, mark);
  return [
    path("cursor", `M${px} ${f.top}V${f.foot}`),
    ...(mark.low < mark.high
      ? [path("interval", `M${px} ${f.y(mark.low)}V${f.y(mark.high)}`)]
      : []),
    dot(px, py, 4),
  ];
}
