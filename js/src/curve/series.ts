// What is drawn: the curve of the session, random labels beside it, and what else is known. No DOM.
import type { Curve } from "../shared/protocol";
import type { Arm } from "../shared/trust";
import { clean, current, type Mark } from "./points";

export type Kind = "fitted" | "random" | "active" | "believed" | "target" | "stop";

export interface Series {
  kind: Kind;
  marks: Mark[]; // by labels
}

export interface Drawn {
  series: Series[]; // back to front; empty without enough evidence
  now: Mark | undefined; // the model in use
}

const FAR = 2; // random labels are drawn up to so many times those of the session

function marks(arm: Arm | null | undefined): Mark[] {
  const { n = 0, method: how = "", points = [] } = arm ?? {};
  return points.map(([x, y, low, high]) => ({ x, y, low, high, n, how }));
}

export function seriesOf({ points, trust }: Curve): Drawn {
  const measured = clean(points);
  const newest = current(measured);
  let active: Mark[] = measured.filter((point) => point.enough);
  if (active.length === 0) return { series: [], now: undefined };
  const now = newest?.enough ? newest : undefined;
  const same = marks(trust?.active);
  if (same.length > 0) {
    // All models on the items that are known today; the one in use as the words tell it.
    active = [...same.filter((mark) => mark.x !== now?.x), ...(now ? [now] : [])];
    active.sort((a, b) => a.x - b.x);
  }
  const last = active.at(-1)?.x ?? 0;
  const near = (all: Mark[]) => all.filter((mark) => mark.x <= FAR * last);
  const { target, stop } = trust ?? {};
  const at = target?.accuracy ?? 0;
  const agreed = stop?.agreed ?? [];
  const out: Record<Kind, Mark[]> = {
    fitted: near(marks(trust?.fitted)),
    random: near(marks(trust?.random)),
    active,
    believed: marks(trust?.believed),
    target: target
      ? [
          {
            x: target.labels ?? last,
            y: at,
            low: at,
            high: at,
            n: 0,
            how: target.text,
            said: target.short,
          },
        ]
      : [],
    stop: agreed.map((x, i) => ({
      x,
      y: 0,
      low: 0,
      high: 0,
      n: 0,
      how: i < agreed.length - 1 ? "most stop signals agreed in this round" : (stop?.text ?? ""),
      said: "stop signals agree",
    })),
  };
  const series = (Object.keys(out) as Kind[]).map((kind) => ({ kind, marks: out[kind] }));
  return { series: series.filter((each) => each.marks.length > 0), now };
}
