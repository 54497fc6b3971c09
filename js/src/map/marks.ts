// Signs on points that stand still while the mouse moves: the audit (a plus where the model was
// right, a cross where it was wrong), and the marks of the classes where there is room for them.

import { classMark } from "../shared/palette";
import { type Camera, type Frame, toScreen } from "./camera";
import { DIMMED, hasClasses, RIGHT, verdictColour, verdictOf, WRONG } from "./colours";
import { codeOf } from "./columns";
import type { MapData } from "./data";
import type { Look } from "./picture";
import type { Scene } from "./renderer";
import type { Tokens } from "./tokens";

const MOST_AUDITED = 3000; // signs in one picture
const MOST_MARKED = 700;
const ROOM = 3.4; // radius of a point in which its mark can be read, CSS pixels
const QUICK = 20_000; // items whose index may be made at once

/** What is drawn, and on what: the points with their colour bytes as they stand now. */
export interface Still {
  readonly context: CanvasRenderingContext2D;
  readonly data: MapData;
  readonly look: Readonly<Look>;
  readonly bytes: Uint8Array;
  readonly scene: Scene;
  readonly tokens: Tokens;
}

export function drawStill(still: Still): void {
  const { context, scene } = still;
  const { frame, ratio } = scene;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, frame.width, frame.height);
  if (!scene.moving) drawClassMarks(still);
  drawAudit(still);
}

function drawAudit({ context, data, look, bytes, scene, tokens }: Still): void {
  const arm = Math.max(3, scene.labelled.radius) + 1;
  const signs = [new Path2D(), new Path2D(), new Path2D()]; // unknown, wrong, right
  let drawn = 0;
  for (const item of data.audited) {
    if (drawn >= MOST_AUDITED) break;
    const known = bytes[item] !== DIMMED && codeOf(data.labels, item) >= 0; // at that time
    const place = known && onScreen(data, item, scene);
    if (!place) continue;
    drawn++;
    const [x, y] = place;
    const verdict = verdictOf(item, data);
    if (look.by === "audit" && verdict >= 0) {
      context.beginPath();
      context.arc(x, y, arm + 1.5, 0, 2 * Math.PI);
      context.fillStyle = verdictColour(verdict, look.dark);
      context.fill();
    }
    const path = signs[verdict + 1] as Path2D;
    const lines =
      verdict === WRONG
        ? [-arm, -arm, arm, arm, -arm, arm, arm, -arm]
        : verdict === RIGHT
          ? [-arm, 0, arm, 0, 0, -arm, 0, arm]
          : [-arm, 0, arm, 0];
    for (let k = 0; k < lines.length; k += 4) {
      path.moveTo(x + (lines[k] as number), y + (lines[k + 1] as number));
      path.lineTo(x + (lines[k + 2] as number), y + (lines[k + 3] as number));
    }
  }
  signs.forEach((path, sign) => {
    context.strokeStyle = tokens.surface;
    context.lineWidth = 3;
    if (look.by !== "audit") context.stroke(path);
    context.strokeStyle = look.by === "audit" ? tokens.surface : tokens.ink;
    context.lineWidth = sign === 1 + WRONG ? 1.5 : 1;
    context.stroke(path);
  });
}

/** Zoomed in, each point carries the mark of its class: no colour vision is needed. */
function drawClassMarks({ context, data, look, bytes, scene, tokens }: Still): void {
  const codes = look.by === "label" ? data.labels : data.prediction;
  if (!hasClasses(look.by) || look.by === "audit" || !codes || scene.radius < ROOM) return;
  if (data.n <= QUICK) void data.grid;
  const shown = data.near(boxOf(scene), 4 * MOST_MARKED);
  if (!shown) return;
  const marks: [number, number, string][] = [];
  for (const item of shown) {
    const code = codeOf(codes, item);
    const place = code < 0 || bytes[item] === DIMMED ? null : onScreen(data, item, scene);
    if (place) marks.push([...place, classMark(code)]);
    if (marks.length > MOST_MARKED) return;
  }
  context.font = `${1.7 * scene.radius}px sans-serif`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillStyle = tokens.ink;
  context.globalAlpha = 0.75;
  for (const [x, y, mark] of marks) context.fillText(mark, x, y);
  context.globalAlpha = 1;
}

/** What of the map is on the screen. */
function boxOf({ camera, frame }: { camera: Camera; frame: Frame }) {
  const [dx, dy] = [frame.width, frame.height].map((v) => v / (2 * camera.zoom * frame.unit));
  const { x, y } = camera;
  return { x0: x - (dx ?? 0), x1: x + (dx ?? 0), y0: y - (dy ?? 0), y1: y + (dy ?? 0) };
}

export function onScreen(
  data: MapData,
  item: number,
  { camera, frame }: Pick<Scene, "camera" | "frame">,
): [number, number] | null {
  // Where it is drawn: on its way while the points move over to another projection.
  const [px, py] = [data.shown[2 * item] ?? Number.NaN, data.shown[2 * item + 1] ?? Number.NaN];
  const [x, y] = toScreen(camera, frame, px, py);
  return x > -9 && y > -9 && x < frame.width + 9 && y < frame.height + 9 ? [x, y] : null;
}
