// Lines of equal density over the points.

import { h } from "../shared/dom";
import type { ContourLines } from "../shared/layer_words";
import { fitCanvas, type Scene } from "./renderer";

const FAINTEST = 0.3; // opacity of the outermost line ...
const STEP = 0.1; // ... and how much stronger the next one is

export interface ContourLayer {
  readonly canvas: HTMLCanvasElement;
  set(contours: ContourLines, bytes: Uint8Array): void;
  draw(scene: Scene, shown: boolean): void;
}

/** The segments of each line: x, y, x, y in data coordinates. */
export function linesOf({ lines }: ContourLines, bytes: Uint8Array): Float32Array[] {
  const all = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2);
  let from = 0;
  return lines.map((count) => {
    const line = all.subarray(from, from + 4 * count);
    from += 4 * count;
    return line;
  });
}

export function createContours(): ContourLayer {
  const canvas = h("canvas.al-map-contours", { hidden: true });
  let lines: Float32Array[] = [];

  return {
    canvas,
    set(contours, bytes) {
      lines = linesOf(contours, bytes);
    },
    draw(scene, shown) {
      canvas.hidden = !shown || lines.length === 0;
      const context = canvas.hidden ? null : canvas.getContext("2d");
      if (!context) return;
      fitCanvas(canvas, scene);
      const { camera, frame, ratio } = scene;
      const scale = camera.zoom * frame.unit * ratio;
      const [dx, dy] = [
        (frame.width * ratio) / 2 - camera.x * scale,
        (frame.height * ratio) / 2 + camera.y * scale,
      ];
      context.clearRect(0, 0, canvas.width, canvas.height);
      context.strokeStyle = `rgb(${scene.line.join(" ")})`;
      context.lineWidth = ratio;
      context.lineCap = "round";
      lines.forEach((line, level) => {
        context.globalAlpha = Math.min(0.8, FAINTEST + STEP * level);
        context.beginPath();
        for (let k = 0; k + 3 < line.length; k += 4) {
          const [x, y] = [dx + (line[k] as number) * scale, dy - (line[k + 1] as number) * scale];
          context.moveTo(x, y);
          context.lineTo(
            dx + (line[k + 2] as number) * scale,
            dy - (line[k + 3] as number) * scale,
          );
        }
        context.stroke();
      });
      context.globalAlpha = 1;
    },
  };
}
