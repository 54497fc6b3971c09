// From one point to the next in a direction of the screen.

import type { MapData } from "./data";
import { itemsNear } from "./grid";

const MOST = 50_000; // points looked at in one turn

/** The nearest point within 45° of the direction (dx, dy; y up) from `item`, or null. */
export function neighbourIn(data: MapData, item: number, dx: number, dy: number): number | null {
  const from = data.placeOf(item);
  const { bounds, grid } = data;
  if (!from || !bounds) return null;
  const [x, y] = from;
  const whole = Math.hypot(bounds.x1 - bounds.x0, bounds.y1 - bounds.y0);
  for (let r = 2 * grid.cell; ; r *= 2) {
    const box = { x0: x - r, y0: y - r, x1: x + r, y1: y + r };
    const found = itemsNear(grid, box, MOST);
    if (!found) return null;
    let best = -1;
    let least = Number.POSITIVE_INFINITY;
    for (const other of found) {
      const ox = (data.xy[2 * other] as number) - x;
      const oy = (data.xy[2 * other + 1] as number) - y;
      const along = ox * dx + oy * dy;
      if (along <= 0 || Math.abs(ox * dy - oy * dx) > along) continue;
      const distance = Math.hypot(ox, oy);
      if (distance < least) [best, least] = [other, distance];
    }
    // What is farther than the box reaches may have a nearer one outside of it.
    if (best >= 0 && (least <= r || r >= whole)) return best;
    if (r >= whole) return null;
  }
}
