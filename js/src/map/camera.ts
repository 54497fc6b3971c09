// Where the map is looked at from. Data: y up, about [-1, 1]. Screen: CSS pixels, y down.

export interface Bounds {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** Centre in data coordinates; zoom 1 shows everything. */
export interface Camera {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

/** The pane: its size, and how many pixels one data unit takes at zoom 1. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly unit: number;
}

export const MIN_ZOOM = 0.5;
export const MAX_ZOOM = 2000;
const PADDING = 20;

/** Box around all points that have a place; null when there is none. */
export function boundsOf(xy: Float32Array): Bounds | null {
  let x0 = Infinity;
  let y0 = Infinity;
  let x1 = -Infinity;
  let y1 = -Infinity;
  for (let i = 0; i + 1 < xy.length; i += 2) {
    const x = xy[i] as number;
    const y = xy[i + 1] as number;
    if (!Number.isFinite(x + y)) continue;
    if (x < x0) x0 = x;
    if (x > x1) x1 = x;
    if (y < y0) y0 = y;
    if (y > y1) y1 = y;
  }
  return x0 <= x1 ? { x0, y0, x1, y1 } : null;
}

export function sameBounds(a: Bounds | null, b: Bounds | null): boolean {
  if (!a || !b) return a === b;
  return a.x0 === b.x0 && a.y0 === b.y0 && a.x1 === b.x1 && a.y1 === b.y1;
}

/** Pixels per data unit that fit `bounds` into the pane; the same on both axes. */
export function frameOf(width: number, height: number, bounds: Bounds | null): Frame {
  const box = bounds ?? { x0: -1, y0: -1, x1: 1, y1: 1 };
  const room = (pixels: number) => Math.max(1, pixels - 2 * Math.min(PADDING, pixels / 8));
  const unit = Math.min(room(width) / (box.x1 - box.x0), room(height) / (box.y1 - box.y0));
  // One point, or points that are all the same: as if they spread over [-1, 1].
  return { width, height, unit: unit < 1e7 ? unit : room(Math.min(width, height)) / 2 };
}

export function home(bounds: Bounds | null): Camera {
  if (!bounds) return { x: 0, y: 0, zoom: 1 };
  return { x: (bounds.x0 + bounds.x1) / 2, y: (bounds.y0 + bounds.y1) / 2, zoom: 1 };
}

export function toScreen(camera: Camera, frame: Frame, x: number, y: number): [number, number] {
  const scale = camera.zoom * frame.unit;
  return [frame.width / 2 + (x - camera.x) * scale, frame.height / 2 - (y - camera.y) * scale];
}

export function toData(camera: Camera, frame: Frame, px: number, py: number): [number, number] {
  const scale = camera.zoom * frame.unit;
  return [camera.x + (px - frame.width / 2) / scale, camera.y - (py - frame.height / 2) / scale];
}

/** Keep the centre over the data, so that the map cannot be lost. */
function clamp(camera: Camera, bounds: Bounds | null): Camera {
  const box = bounds ?? { x0: -1, y0: -1, x1: 1, y1: 1 };
  return {
    x: Math.min(box.x1, Math.max(box.x0, camera.x)),
    y: Math.min(box.y1, Math.max(box.y0, camera.y)),
    zoom: Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, camera.zoom)),
  };
}

export function panBy(
  camera: Camera,
  frame: Frame,
  bounds: Bounds | null,
  dx: number,
  dy: number,
): Camera {
  const scale = camera.zoom * frame.unit;
  return clamp({ ...camera, x: camera.x - dx / scale, y: camera.y + dy / scale }, bounds);
}

/** Zoom by `factor` and keep what is under (px, py) where it is. */
export function zoomAt(
  camera: Camera,
  frame: Frame,
  bounds: Bounds | null,
  px: number,
  py: number,
  factor: number,
): Camera {
  const zoom = Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, camera.zoom * factor));
  const [x, y] = toData(camera, frame, px, py);
  const scale = zoom * frame.unit;
  return clamp(
    { zoom, x: x - (px - frame.width / 2) / scale, y: y + (py - frame.height / 2) / scale },
    bounds,
  );
}

/** A screen outline [px0, py0, ...] in data coordinates. */
export function outlineToData(camera: Camera, frame: Frame, path: readonly number[]): Float64Array {
  const outline = new Float64Array(path.length);
  for (let k = 0; k + 1 < path.length; k += 2) {
    outline.set(toData(camera, frame, path[k] as number, path[k + 1] as number), k);
  }
  return outline;
}

/** A camera that shows a box, with room around it. */
export function around(frame: Frame, box: Bounds): Camera {
  const across = Math.max(box.x1 - box.x0, 1e-9) * frame.unit;
  const up = Math.max(box.y1 - box.y0, 1e-9) * frame.unit;
  const zoom = 0.7 * Math.min(frame.width / across, frame.height / up);
  const [x, y] = [(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2];
  return { x, y, zoom: Math.min(MAX_ZOOM, Math.max(1, zoom)) };
}

/** The camera itself when (x, y) is well inside of the pane, else one that has it in the middle. */
export function bringIntoView(camera: Camera, frame: Frame, x: number, y: number): Camera {
  const [px, py] = toScreen(camera, frame, x, y);
  const edge = PADDING / 2;
  const inside = (value: number, size: number) => value >= edge && value <= size - edge;
  return inside(px, frame.width) && inside(py, frame.height) ? camera : { ...camera, x, y };
}
