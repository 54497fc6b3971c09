import { expect, test, vi } from "vitest";
import { frames, make, paint, useMap } from "./harness";

useMap();

test("a picture in the making goes on between two frames, and is shown when it is done", () => {
  const putImageData = vi.fn();
  vi.stubGlobal("ImageData", class {});
  const context = ((_: string, options?: CanvasRenderingContext2DSettings) =>
    options?.alpha === false ? { putImageData } : null) as never; // of the points alone
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockImplementation(context);
  const { map } = make({ renderer: "cpu" });
  const n = 60_000; // fifteen steps
  map.setCoordinates(Float32Array.from({ length: 2 * n }, (_, i) => (i % 101) / 101));
  map.setPrediction(new Uint8Array(n));
  let now = performance.now();
  vi.spyOn(performance, "now").mockImplementation(() => {
    now += 2; // each look at the clock
    return now;
  });
  paint();
  putImageData.mockClear();
  expect(frames.size).toBe(1); // it asked for another frame, which does not come
  vi.runAllTimers();
  expect(putImageData).toHaveBeenCalledTimes(1);
});
