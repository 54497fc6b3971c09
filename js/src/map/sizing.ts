// How large and how opaque the points are: the more of them share a pixel, the smaller and
// the lighter, so that 500 and a million points both read as a map.

export interface PointStyle {
  readonly radius: number; // CSS pixels
  readonly opacity: number; // 0..1
}

const LARGEST = 5.5;
const SMALLEST = 0.9;
const FILLED = 0.35; // the share of a pane that an embedding usually covers

export function pointStyle(n: number, width: number, height: number, zoom: number): PointStyle {
  const area = Math.max(1, width * height);
  const spacing = Math.sqrt(area / Math.max(1, n));
  const base = Math.min(4, Math.max(SMALLEST, 0.25 * spacing));
  // Zoomed in they grow, but not into each other.
  const closer = Math.max(1, zoom);
  const room = Math.max(base, 0.35 * spacing * closer);
  const radius = Math.min(LARGEST, room, base * closer ** 0.45);
  // Mean number of points over one covered pixel.
  const layers = (n * Math.PI * radius * radius) / (area * FILLED * closer * closer);
  const opacity = Math.min(0.85, Math.max(0.3, 1 / Math.sqrt(Math.max(layers, 0.01))));
  return { radius, opacity };
}
