import { describe, expect, it } from "vitest";
import { rawArm, rawCurve, rawPoint, rawTarget, rawTrust } from "./fixtures";
import { frame } from "./frame";
import { type Kind, seriesOf } from "./series";

const points = [rawPoint(10, { enough: false }), rawPoint(20), rawPoint(30)];
const drawn = (more = {}, on = points) => seriesOf(rawCurve(on, { trust: rawTrust(more) }));
const of = (kind: Kind, more = {}, on = points) =>
  drawn(more, on).series.find((each) => each.kind === kind)?.marks ?? [];

describe("the session's own curve", () => {
  it("is what was measured with enough evidence", () => {
    const { series, now } = seriesOf(rawCurve(points));
    expect(series.map(({ kind, marks }) => [kind, ...marks.map((m) => m.x)])).toEqual([
      ["active", 20, 30],
    ]);
    expect(now?.x).toBe(30);
  });

  it("is nothing without evidence, whatever else is known", () => {
    const few = points.map((point) => ({ ...point, enough: false }));
    const more = { random: rawArm([12, 0.5]), target: rawTarget() };
    expect(drawn(more, few)).toEqual({ series: [], now: undefined });
    expect(drawn(more, []).series).toEqual([]);
    expect(seriesOf(rawCurve(null as never)).series).toEqual([]);
  });

  it("has every model on the same items where these are known, and the newest as it is said", () => {
    const active = rawArm([10, 0.5], [20, 0.6], [25, 0.7]);
    const now = [...points.slice(0, 2), rawPoint(25, { version: 40 })];
    expect(of("active", { active }, now).map((m) => [m.x, m.y])).toEqual([
      [10, 0.5],
      [20, 0.6],
      [25, 0.87],
    ]);
    // a newer model than the one that was evaluated comes after it
    expect(of("active", { active }, [...now, rawPoint(31, { version: 41 })])).toHaveLength(4);
  });

  it("does not call a model known that is not", () => {
    const weak = [...points, rawPoint(40, { enough: false })];
    expect(drawn({ active: rawArm([20, 0.6], [40, 0.7]) }, weak).now).toBeUndefined();
    expect(of("active", { active: rawArm([20, 0.6], [40, 0.7]) }, weak)).toHaveLength(2);
  });
});

describe("random labels", () => {
  it("are drawn up to twice those of the session, never past their end", () => {
    const fitted = rawArm([10, 0.4], [30, 0.5], [60, 0.6], [61, 0.6], [90, 0.7]);
    expect(of("fitted", { fitted }).map((m) => m.x)).toEqual([10, 30, 60]);
    expect(of("fitted", { fitted: rawArm([10, 0.4], [15, 0.5]) }).at(-1)?.x).toBe(15);
    expect(of("random", { random: rawArm([8, 0.4]) })[0]).toMatchObject({ n: 60, how: "Wilson" });
  });
});

describe("what else is known", () => {
  it("a target stands at its accuracy, with or without a number of labels", () => {
    expect(of("target", { target: rawTarget() })[0]).toMatchObject({ x: 30, y: 0.95 });
    expect(of("target", { target: rawTarget({ labels: 70 }) })[0]?.x).toBe(70);
    const far = drawn({ target: rawTarget({ labels: 70 }) }).series;
    expect(frame(far, 400)?.labels).toEqual([0, 70]);
    expect(frame(drawn({ target: rawTarget({ accuracy: 0.3 }) }).series, 400)?.accuracies).toEqual([
      0.2, 1,
    ]);
  });

  it("signals that agreed are marks that do not move the scale; the last one says what they say", () => {
    const stop = { text: "4 of 5 signals are stable", agreed: [15, 30] };
    expect(of("stop", { stop }).map((m) => m.x)).toEqual([15, 30]);
    expect(of("stop", { stop })[1]?.how).toBe(stop.text);
    expect(frame(drawn({ stop }).series, 400)?.accuracies[0]).toBeGreaterThan(0.5);
  });

  it("belief is one mark", () => {
    expect(of("believed", { believed: rawArm([30, 0.9]) })).toHaveLength(1);
  });

  it("one point alone has a frame; no room has none", () => {
    const one = seriesOf(rawCurve([rawPoint(5)])).series;
    expect(frame(one, 400)?.labels).toEqual([0, 5]);
    expect(frame(one, 30)).toBeNull();
    expect(frame([], 400)).toBeNull();
  });
});
