// Two fingers on the map: what they hold stays under them.

export interface Grip {
  readonly x: number; // in the middle of the two
  readonly y: number;
  readonly apart: number;
}

/** How the two fingers hold the map; null with fewer. */
export function gripOf(fingers: ReadonlyMap<number, readonly [number, number]>): Grip | null {
  const [a, b] = fingers.values();
  if (!a || !b) return null;
  const apart = Math.max(1, Math.hypot(a[0] - b[0], a[1] - b[1]));
  return { x: (a[0] + b[0]) / 2, y: (a[1] + b[1]) / 2, apart };
}

export interface Pinching {
  pan(dx: number, dy: number): void;
  zoom(x: number, y: number, factor: number): void;
}

/** Move and zoom from one grip to the next. */
export function pinched(map: Pinching, from: Grip, to: Grip): void {
  map.pan(to.x - from.x, to.y - from.y);
  map.zoom(to.x, to.y, to.apart / from.apart);
}
