// The points of the curve as they can be drawn: checked, in order. No DOM.
import type { CurvePoint } from "../shared/protocol";

/** A number that is drawn, and what it is made of. */
export interface Mark {
  x: number; // labels
  y: number; // accuracy
  low: number;
  high: number;
  n: number;
  how: string; // its model, its method
  said?: string; // in place of the number
}

export interface Point extends Mark {
  version: number;
  enough: boolean;
}

const share = (value: unknown) => typeof value === "number" && value >= 0 && value <= 1;

/** Left to right, what was measured; of several models on the same number of labels, the newest. */
export function clean(points: readonly CurvePoint[] | null | undefined): Point[] {
  const byLabels = new Map<number, Point>();
  for (const raw of Array.isArray(points) ? (points as CurvePoint[]) : []) {
    const { n_labels: x, n, accuracy: y, low, high, version, enough, method } = raw ?? {};
    // Half an estimate is not an estimate.
    if (!(x >= 0 && n > 0 && share(y) && share(low) && share(high)) || Number(low) > Number(high)) {
      continue;
    }
    if ((byLabels.get(x)?.version ?? -1) > version) continue;
    const how = [`v${version}`, method].filter(Boolean).join(" · ");
    byLabels.set(x, { x, y, low, high, n, how, version, enough } as Point);
  }
  return [...byLabels.values()].sort((a, b) => a.x - b.x);
}

/** The point of the newest model: after an undo it is not the rightmost one. */
export function current(points: readonly Point[]): Point | undefined {
  return points.reduce<Point | undefined>(
    (best, point) => (best && best.version > point.version ? best : point),
    undefined,
  );
}
