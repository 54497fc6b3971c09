// Which mark is read out: by the pointer the nearest one, by keys along a line or over to another.
import type { Series } from "./series";

export type Place = [series: number, mark: number];

/** The nearest mark by `away`, of one series or of all. */
export function nearest(
  series: readonly Series[],
  away: (kind: string, mark: Series["marks"][number]) => number,
  only = -1,
): Place | null {
  let best: Place | null = null;
  let least = Number.POSITIVE_INFINITY;
  series.forEach(({ kind, marks }, s) => {
    if (only >= 0 && only !== s) return;
    marks.forEach((mark, m) => {
      const distance = away(kind, mark);
      if (distance < least) [best, least] = [[s, m], distance];
    });
  });
  return best;
}

const ALONG: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, Home: -1e9, End: 1e9 };
const OVER: Record<string, number> = { ArrowDown: -1, ArrowUp: 1 };

/** Where a key leads from `at`; null when it is not a key for the chart. */
export function step(series: readonly Series[], at: Place, key: string): Place | null {
  const along = ALONG[key];
  const over = OVER[key];
  const [s, m] = at;
  if (along !== undefined) {
    const last = (series[s]?.marks.length ?? 1) - 1;
    return [s, Math.min(last, Math.max(0, m + along))];
  }
  if (over === undefined) return null;
  const to = (s + over + series.length) % series.length;
  const x = series[s]?.marks[m]?.x ?? 0;
  return nearest(series, (_, mark) => Math.abs(mark.x - x), to);
}
