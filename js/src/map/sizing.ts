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

/** How labelled points are drawn over the others. */
export interface LabelledStyle {
  readonly hollow: boolean; // a ring on the point, else a full dot with an outline
  readonly radius: number; // inside of the line, CSS pixels
  readonly line: number;
  readonly opacity: number; // of the line
}

/**
 * Where the colour is the uncertainty they are rings that leave it readable, else full dots. The
 * more of the picture the lines would cover, the fainter they are: a pool that is labelled from
 * end to end still shows what the model believes.
 */
export function labelledStyle(
  hollow: boolean,
  labelled: number,
  point: PointStyle,
  width: number,
  height: number,
  zoom: number,
): LabelledStyle {
  const area = Math.max(1, width * height) * FILLED * Math.max(1, zoom) ** 2;
  if (hollow) {
    const radius = Math.max(1.5, 0.55 * point.radius);
    const line = 0.9;
    const layers = (labelled * 2 * Math.PI * (radius + line / 2) * line) / area;
    return { hollow, radius, line, opacity: Math.min(0.8, 0.12 / layers) };
  }
  const line = 0.75;
  const layers = (labelled * Math.PI * (Math.max(2.5, point.radius) + line) ** 2) / area;
  const opacity = Math.min(0.8, 0.5 / layers);
  const radius = Math.max(point.radius, 2.5 * Math.min(1, opacity / 0.8));
  return { hollow, radius, line: line * Math.min(1, opacity / 0.4), opacity };
}
