// What lies over the points and changes often: rings, and the outline of the lasso.

import { type Camera, type Frame, toScreen } from "./camera";
import { drawFound, type Found } from "./found";
import type { Tokens } from "./tokens";

export interface Marks {
  readonly asked: number | null;
  readonly queue: readonly number[];
  readonly formerly: readonly number[] | null; // in place of all of these: the map shows the past
  readonly compared: readonly (readonly number[])[]; // in place of the queue
  readonly pointed: number | null; // under the mouse, or reached by keyboard
  readonly found: Found;
  readonly lasso: readonly number[]; // screen x, y, ... while it is drawn
  readonly arriving: number; // 0: the ring of the asked point just appeared, 1: it stands
}

export interface OverlayScene {
  readonly camera: Camera;
  readonly frame: Frame;
  readonly ratio: number;
  readonly radius: number; // of a point, CSS pixels
  readonly tokens: Tokens;
  readonly fillOf: (item: number) => string;
}

export const QUEUE_SHOWN = 12;

export function drawOverlay(
  context: CanvasRenderingContext2D,
  xy: Float32Array,
  marks: Marks,
  scene: OverlayScene,
): void {
  const { frame, ratio, tokens } = scene;
  const { width, height } = frame;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  const placeOf = (item: number): [number, number] | null => {
    const x = xy[2 * item] ?? Number.NaN;
    const y = xy[2 * item + 1] ?? Number.NaN;
    return Number.isFinite(x + y) ? toScreen(scene.camera, frame, x, y) : null;
  };
  const ring = (at: [number, number], radius: number, colour: string, line: number) => {
    context.beginPath();
    context.arc(at[0], at[1], radius, 0, 2 * Math.PI);
    context.strokeStyle = colour;
    context.lineWidth = line;
    context.stroke();
  };
  const dot = Math.max(3, scene.radius);

  for (const item of marks.formerly ?? []) {
    const at = placeOf(item);
    if (at) ring(at, dot + 3, tokens.surface, 4);
    if (at) ring(at, dot + 3, tokens.accent, 1.75);
  }
  const [first = [], second = []] = marks.formerly ? [] : marks.compared;
  for (const item of first) corners(context, placeOf(item), dot + 3.5, "square", tokens);
  for (const item of second) corners(context, placeOf(item), dot + 3, "triangle", tokens);

  const queue = marks.formerly || marks.compared.length > 0 ? [] : marks.queue;
  for (const item of queue.slice(0, QUEUE_SHOWN)) {
    if (item !== marks.asked) corners(context, placeOf(item), dot + 2, "diamond", tokens);
  }

  const asked = marks.formerly || marks.asked === null ? null : placeOf(marks.asked);
  if (asked && marks.asked !== null) {
    const inside = asked[0] >= 0 && asked[0] <= width && asked[1] >= 0 && asked[1] <= height;
    if (inside) {
      const radius = dot + 5 + 10 * (1 - marks.arriving);
      ring(asked, radius, tokens.surface, 5);
      context.beginPath();
      context.arc(asked[0], asked[1], dot + 0.5, 0, 2 * Math.PI);
      context.fillStyle = scene.fillOf(marks.asked);
      context.fill();
      ring(asked, dot + 0.5, tokens.ink, 1);
      ring(asked, radius, tokens.accent, 2);
      cross(context, asked, radius, tokens);
    } else {
      pointer(context, asked, frame, tokens);
    }
  }

  drawFound(context, marks.found, dot, tokens, placeOf);

  const pointed = marks.pointed === null ? null : placeOf(marks.pointed);
  if (pointed) {
    ring(pointed, dot + 2.5, tokens.surface, 4);
    ring(pointed, dot + 2.5, tokens.ink, 1.5);
  }

  if (marks.lasso.length >= 4) {
    context.beginPath();
    for (let k = 0; k < marks.lasso.length; k += 2) {
      context.lineTo(marks.lasso[k] as number, marks.lasso[k + 1] as number);
    }
    context.closePath();
    context.globalAlpha = 0.1;
    context.fillStyle = tokens.accent;
    context.fill();
    context.globalAlpha = 1;
    context.strokeStyle = tokens.accent;
    context.lineWidth = 1.5;
    context.setLineDash([4, 3]);
    context.stroke();
    context.setLineDash([]);
  }
}

/** Four short lines across the ring of the asked point: a sight, told from every other ring. */
function cross(
  context: CanvasRenderingContext2D,
  [x, y]: [number, number],
  radius: number,
  tokens: Tokens,
): void {
  context.beginPath();
  for (const [dx, dy] of [
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
  ] as const) {
    context.moveTo(x + dx * (radius - 2), y + dy * (radius - 2));
    context.lineTo(x + dx * (radius + 4), y + dy * (radius + 4));
  }
  context.strokeStyle = tokens.accent;
  context.lineWidth = 2;
  context.stroke();
}

/**
 * A diamond (the queue), a square (the first strategy compared) or a triangle (the second):
 * shapes need no colour vision.
 */
function corners(
  context: CanvasRenderingContext2D,
  at: [number, number] | null,
  radius: number,
  shape: "diamond" | "square" | "triangle",
  tokens: Tokens,
): void {
  if (!at) return;
  const sides = shape === "triangle" ? 3 : 4;
  const start = shape === "square" ? Math.PI / 4 : -Math.PI / 2;
  const reach = radius * Math.SQRT2;
  context.beginPath();
  for (let k = 0; k < sides; k++) {
    const angle = start + (2 * Math.PI * k) / sides;
    context.lineTo(at[0] + reach * Math.cos(angle), at[1] + reach * Math.sin(angle));
  }
  context.closePath();
  context.lineJoin = "round";
  context.strokeStyle = tokens.surface;
  context.lineWidth = 4;
  context.stroke();
  context.strokeStyle = shape === "triangle" ? tokens.ink : tokens.accent;
  context.lineWidth = shape === "diamond" ? 1.25 : 1.75;
  context.stroke();
}

/** The asked point is outside of the view: a small arrow on the edge says where. */
function pointer(
  context: CanvasRenderingContext2D,
  [x, y]: [number, number],
  { width, height }: Frame,
  tokens: Tokens,
): void {
  const dx = x - width / 2;
  const dy = y - height / 2;
  const shrink = Math.min((width / 2 - 12) / Math.abs(dx), (height / 2 - 12) / Math.abs(dy));
  context.save();
  context.translate(width / 2 + dx * shrink, height / 2 + dy * shrink);
  context.rotate(Math.atan2(dy, dx));
  context.beginPath();
  context.moveTo(8, 0);
  context.lineTo(-5, 6);
  context.lineTo(-5, -6);
  context.closePath();
  context.strokeStyle = tokens.surface;
  context.lineWidth = 4;
  context.stroke();
  context.fillStyle = tokens.accent;
  context.fill();
  context.restore();
}
