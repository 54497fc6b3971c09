// @vitest-environment node
import { expect, test } from "vitest";
import { finish, type Job, Slices } from "./slices";

let clock = 0;
const now = () => clock;
const done: string[] = [];

/** Steps that take the given times. */
function* job(name: string, ...times: number[]): Generator<void, string> {
  for (const [k, ms] of times.entries()) {
    clock += ms;
    done.push(`${name}${k}`);
    yield;
  }
  return name;
}
function fresh(...jobs: Job[]): Slices {
  clock = 0;
  done.length = 0;
  const slices = new Slices(now);
  for (const each of jobs) slices.start(each);
  return slices;
}

test("steps run until the time is up, and the rest with the next frame", () => {
  const slices = fresh(job("a", 2, 2, 2, 2, 2, 2));
  slices.run(8);
  expect(done).toEqual(["a0", "a1", "a2", "a3"]);
  expect(slices.busy).toBe(true);
  slices.run(8);
  expect(done.length).toBe(6);
  expect(slices.busy).toBe(false);
  slices.run(8);
  expect(done.length).toBe(6);
});

test("a key that waits ends the turn after the step of now", () => {
  const slices = fresh(job("a", 1, 1, 1, 1));
  slices.run(8, () => done.length >= 2);
  expect(done).toEqual(["a0", "a1"]);
  slices.run(8, () => true);
  expect(done).toEqual(["a0", "a1", "a2"]);
});

test("a step that would not fit waits, one that never fits runs alone", () => {
  const slices = fresh(job("a", 5, 5, 30, 1));
  slices.run(8);
  expect(clock).toBe(5);
  slices.run(8);
  expect(clock).toBe(10);
  slices.run(8);
  expect(clock).toBe(40);
  slices.run(8);
  expect(slices.busy).toBe(false);
});

test("a new job takes the place of the old one, and stopping leaves nothing", () => {
  const slices = fresh(job("a", 1, 1), job("b", 1, 1));
  slices.run(100);
  expect(done).toEqual(["b0", "b1"]);
  slices.start(job("c", 1));
  slices.stop();
  slices.run(100);
  expect(done.length).toBe(2);
  expect(slices.busy).toBe(false);
});

test("a job may start another one, and one that fails is over", () => {
  const slices = fresh();
  function* first() {
    yield;
    slices.start(job("next", 1));
  }
  slices.start(first());
  slices.run(100);
  expect(done).toEqual(["next0"]);
  // biome-ignore lint/correctness/useYield: it fails before its first step ends
  function* bad(): Generator<void> {
    throw new Error("no");
  }
  slices.start(bad());
  expect(() => slices.run(1)).toThrow("no");
  expect(slices.busy).toBe(false);
});

test("finishing runs everything and gives the result", () => {
  fresh();
  expect(finish(job("a", 1, 1, 1))).toBe("a");
  expect(done.length).toBe(3);
});
