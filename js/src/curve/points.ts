// The points of the curve as they can be drawn: checked, in order, thinned. No DOM.
import type { CurvePoint } from "../shared/protocol";

/** A checked point. `enough` is true only where the accuracy, its interval and n are all there. */
export interface Point {
  x: number; // training labels
  version: number;
  n: number;
  accuracy: number | null;
  low: number | null;
  high: number | null;
  enough: boolean;
}

function share(value: unknown): number | null {
  return typeof value === "number" && value >= 0 && value <= 1 ? value : null;
}

function count(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) && value > 0 ? Math.floor(value) : 0;
}

/** Left to right, what was measured; of several models on the same number of labels, the newest. */
export function clean(points: readonly CurvePoint[] | null | undefined): Point[] {
  const byLabels = new Map<number, Point>();
  for (const raw of Array.isArray(points) ? (points as CurvePoint[]) : []) {
    if (!raw || !Number.isFinite(raw.n_labels) || raw.n_labels < 0) continue;
    const n = count(raw.n);
    if (n === 0) continue; // nothing was measured
    let [accuracy, low, high] = [share(raw.accuracy), share(raw.low), share(raw.high)];
    // Without all four there is no number: half an estimate is not an estimate.
    const whole = accuracy !== null && low !== null && high !== null && low <= high;
    if (!whole) accuracy = low = high = null;
    const version = count(raw.version);
    const before = byLabels.get(raw.n_labels);
    if (before && before.version > version) continue;
    const enough = whole && raw.enough === true;
    byLabels.set(raw.n_labels, { x: raw.n_labels, version, n, accuracy, low, high, enough });
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

/** At most about `limit` points, evenly along x: real ones (never averages), both ends and `keep` kept. */
export function thin(points: readonly Point[], limit: number, keep?: Point): Point[] {
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last || points.length <= limit) return [...points];
  const width = (last.x - first.x) / Math.max(1, limit - 1);
  let bucket = -1;
  return points.filter((point) => {
    const here = Math.floor((point.x - first.x) / width);
    const fresh = here > bucket;
    if (fresh) bucket = here;
    return fresh || point === last || point === keep;
  });
}

/** Neighbours of one kind (enough evidence or not), each with an interval: drawn as one band. */
export function runs(points: readonly Point[]): Point[][] {
  const out: Point[][] = [];
  let open: Point[] | null = null;
  for (const point of points) {
    if (point.accuracy === null) {
      open = null;
    } else if (open?.[0]?.enough === point.enough) {
      open.push(point);
    } else {
      open = [point];
      out.push(open);
    }
  }
  return out;
}

/** Position in `points` (ordered by x) of the point nearest to `x`; -1 when there is none. */
export function nearest(points: readonly Point[], x: number): number {
  let best = -1;
  let distance = Number.POSITIVE_INFINITY;
  points.forEach((point, index) => {
    const away = Math.abs(point.x - x);
    if (away < distance) [best, distance] = [index, away];
  });
  return best;
}
