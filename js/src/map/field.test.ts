import { expect, test } from "vitest";
import { classRgb, type Rgb } from "../shared/palette";
import { createField, fieldPixels, kindOf } from "./field";
import type { Scene } from "./renderer";

const WHITE: Rgb = [255, 255, 255];
// Two cells side by side, two rows: class places, strength, uncertainty, near.
const PLANES = { box: [-1, -1, 1, 1] as [number, number, number, number], nx: 2, ny: 2 };
const field = { ...PLANES, classes: [4, 1] };
const bytes = Uint8Array.from([
  ...[0, 1, 0, 0],
  ...[255, 255, 0, 128],
  ...[0, 255, 0, 0],
  ...[255, 255, 0, 255],
]);
const pixel = (pixels: Uint8ClampedArray, k: number) => [...pixels.subarray(4 * k, 4 * k + 4)];

test("the top row of the picture is the highest row of the field", () => {
  const pixels = fieldPixels(field, bytes, "classes", WHITE, false);
  expect(pixel(pixels, 0)).toEqual([255, 255, 255, 255]); // no strength: the surface itself
  const tint = classRgb(4).map((v) => 255 + (v - 255) * 0.26);
  expect(pixel(pixels, 2)).toEqual([...Uint8ClampedArray.from(tint), 255]);
  const other = classRgb(1).map((v) => 255 + (v - 255) * 0.26);
  expect(pixel(pixels, 3)).toEqual([...Uint8ClampedArray.from(other), 255]);
});

test("a class that is shown alone is the only one that colours the ground", () => {
  const pixels = fieldPixels(field, bytes, "classes", WHITE, false, 1);
  expect(pixel(pixels, 2)).toEqual([255, 255, 255, 255]);
  expect(pixel(pixels, 3)).not.toEqual([255, 255, 255, 255]);
});

test("uncertainty colours where points are near", () => {
  const pixels = fieldPixels(field, bytes, "uncertainty", WHITE, false, 1);
  expect(pixel(pixels, 0)).toEqual([255, 255, 255, 255]);
  const [sure, unsure] = [pixel(pixels, 2), pixel(pixels, 3)];
  expect((unsure[2] ?? 0) + 40).toBeLessThan(sure[2] ?? 0); // towards orange: less blue
});

test("it stays between the surface and the points, in light and dark", () => {
  for (const dark of [false, true]) {
    const surface: Rgb = dark ? [17, 17, 17] : WHITE;
    const pixels = fieldPixels(field, bytes, "classes", surface, dark);
    for (let k = 0; k < pixels.length; k++) {
      if (k % 4 === 3) continue;
      const away = Math.abs((pixels[k] ?? 0) - (surface[k % 4] ?? 0));
      expect(away).toBeLessThan(90);
    }
  }
});

test("what it shows follows the colour of the points", () => {
  expect(kindOf("uncertainty")).toBe("uncertainty");
  expect(kindOf("prediction")).toBe("classes");
  expect(kindOf("label")).toBe("classes");
});

test("it moves with the camera and is painted once", () => {
  let painted = 0;
  const layer = createField();
  layer.canvas.getContext = (() => ({ putImageData: () => painted++ })) as never;
  globalThis.ImageData ??= class {} as never;
  layer.set(field, bytes);
  const at = (x: number, zoom: number) =>
    ({
      camera: { x, y: 0, zoom },
      frame: { width: 400, height: 200, unit: 100 },
      background: WHITE,
    }) as unknown as Scene;
  layer.draw(at(0, 1), "classes", false, null);
  expect(layer.canvas.style.transform).toBe("translate(100px, 0px) scale(100)");
  layer.draw(at(1, 2), "classes", false, null);
  expect(layer.canvas.style.transform).toBe("translate(-200px, -100px) scale(200)");
  expect(painted).toBe(1);
  layer.draw(at(1, 2), "uncertainty", false, null);
  expect(painted).toBe(2);
  layer.draw(at(1, 2), null, false, null);
  expect(layer.canvas.hidden).toBe(true);
  layer.set({ ...field, nx: 0, ny: 0 }, new Uint8Array());
  layer.draw(at(1, 2), "classes", false, null);
  expect(layer.canvas.hidden).toBe(true);
});
