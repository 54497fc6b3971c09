import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { frameOf, home } from "./camera";
import { MapData } from "./data";
import { between, MOVE_MS, Moving } from "./moving";
import { newLook } from "./picture";

let frames: Map<number, FrameRequestCallback>;
let now = 0;
let id = 0;
const go = (ms: number) => {
  now += ms;
  const due = [...frames.values()];
  frames.clear();
  for (const frame of due) frame(now);
};

beforeEach(() => {
  frames = new Map();
  now = id = 0;
  vi.stubGlobal("requestAnimationFrame", (callback: FrameRequestCallback) => {
    frames.set(++id, callback);
    return id;
  });
  vi.stubGlobal("cancelAnimationFrame", (one: number) => frames.delete(one));
  vi.spyOn(performance, "now").mockImplementation(() => now);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const FIRST = Float32Array.of(-1, 0, 1, 0, Number.NaN, Number.NaN);
const SECOND = Float32Array.of(0, -1, 0, 1, 0.5, 0.5);

function make() {
  const data = new MapData();
  const look = newLook(false);
  look.frame = frameOf(640, 400, null);
  const redraw = vi.fn();
  const moving = new Moving(data, look, redraw);
  return { data, look, redraw, moving };
}

test("half of the way lies in the middle, and no place is no place", () => {
  const out = new Float32Array(6);
  between(FIRST, SECOND, 0.5, out);
  expect([...out]).toEqual([-0.5, -0.5, 0.5, 0.5, Number.NaN, Number.NaN]);
});

test("the first places are there at once", () => {
  const { data, look, moving } = make();
  moving.to(FIRST);
  expect(data.shown).toBe(FIRST);
  expect(frames.size).toBe(0);
  expect(look.camera).toEqual(home(data.bounds));
});

test("the points go over and are exactly where they belong in the end", () => {
  const { data, look, redraw, moving } = make();
  moving.to(FIRST);
  moving.to(SECOND);
  expect(data.xy).toBe(SECOND); // what the mouse finds
  expect([...data.shown.slice(0, 4)]).toEqual([-1, 0, 1, 0]);
  expect(look.moving).toBe(true);
  go(MOVE_MS / 2);
  expect([...data.shown.slice(0, 4)]).toEqual([-0.5, -0.5, 0.5, 0.5]);
  go(MOVE_MS / 2);
  expect(data.shown).toBe(SECOND);
  expect(look.moving).toBe(false);
  expect(look.frame).toEqual(frameOf(640, 400, data.bounds));
  expect(frames.size).toBe(0);
  expect(redraw).toHaveBeenCalledTimes(2);
});

test("who sees everything goes on seeing everything, the scale follows", () => {
  const { data, look, moving } = make();
  moving.to(FIRST);
  const before = look.frame.unit; // the width decides
  moving.to(Float32Array.of(0, -1, 3, 2, 0, 0));
  expect(look.frame.unit).toBe(before);
  go(MOVE_MS / 2);
  const after = frameOf(640, 400, data.bounds).unit;
  expect(look.frame.unit).toBeCloseTo((before + after) / 2);
  go(MOVE_MS);
  expect(look.camera).toEqual(home(data.bounds));
  expect(look.frame.unit).toBe(after);
});

test("who has zoomed in keeps centre and scale", () => {
  const { look, moving } = make();
  moving.to(FIRST);
  look.camera = { x: 0.2, y: 0, zoom: 5 };
  const scale = 5 * look.frame.unit;
  moving.to(SECOND);
  go(MOVE_MS);
  expect(look.camera.x).toBe(0.2);
  expect(look.camera.zoom * look.frame.unit).toBeCloseTo(scale);
});

test("the user's hand wins while the points move", () => {
  const { look, moving } = make();
  moving.to(FIRST);
  moving.to(SECOND);
  go(50);
  look.camera = { x: 0.7, y: 0, zoom: 2 };
  go(50);
  go(MOVE_MS);
  expect(look.camera).toEqual({ x: 0.7, y: 0, zoom: 2 });
});

test("nothing moves for those who asked for no motion, for a resend, or in a pane without size", () => {
  const { data, look, moving } = make();
  moving.to(FIRST);
  moving.to(new Float32Array(FIRST));
  expect(frames.size).toBe(0);
  look.frame = frameOf(0, 0, data.bounds);
  moving.to(SECOND);
  expect(frames.size).toBe(0);
  look.frame = frameOf(640, 400, data.bounds);
  vi.stubGlobal("matchMedia", () => ({ matches: true }));
  moving.to(FIRST);
  expect(frames.size).toBe(0);
  expect(data.shown).toBe(FIRST);
});

test("a million points are drawn a few times on their way", () => {
  const { redraw, moving } = make();
  const many = new Float32Array(2e6).fill(0.25);
  many[0] = -1;
  many[1] = 1;
  moving.to(many);
  moving.to(many.map((v) => -v));
  for (let k = 0; k < 40; k++) go(16);
  expect(redraw.mock.calls.length).toBeGreaterThan(1);
  expect(redraw.mock.calls.length).toBeLessThan(6);
});

test("new places while they move: on from where they are", () => {
  const { data, moving } = make();
  moving.to(FIRST);
  moving.to(SECOND);
  go(MOVE_MS / 2);
  moving.stop();
  expect(data.shown).toBe(SECOND);
  expect(frames.size).toBe(0);
});
