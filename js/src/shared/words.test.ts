// @vitest-environment node
import { describe, expect, it } from "vitest";
import { ActiveClock } from "./activity";
import { configOf, statusOf } from "./defaults";
import { makeEvent } from "./events";
import { card } from "./fixtures";
import { count, duration, plural, probability, score, shorten } from "./format";
import { optionsFor, searched } from "./options";
import { classColour, classRgb, paint } from "./palette";
import { luminance } from "./theme";

describe("numbers", () => {
  it("are grouped from five digits on", () => {
    expect(count(9999)).toBe("9999");
    expect(count(18212)).toBe("18\u202f212");
    expect(count(1234567)).toBe("1\u202f234\u202f567");
  });
  it("are short", () => {
    expect([probability(0.482), probability(0.999), probability(0)]).toEqual([".48", "1.0", ".00"]);
    expect([duration(0.02), duration(1.24), duration(24.4), duration(95)]).toEqual([
      "0.02 s",
      "1.2 s",
      "24 s",
      "1.6 min",
    ]);
    expect([plural(1, "answer"), plural(2, "answer")]).toEqual(["1 answer", "2 answers"]);
    expect(shorten(`${"x".repeat(80)}`, 10)).toBe("xxxxxxxxx…");
  });
});

it.each([
  [0.03123, "0.0312"],
  [-0.01211, "−0.0121"],
  [-0.00032, "≈ 0"],
  [0, "≈ 0"],
  [1e-7, "≈ 0"],
  [-2, "−2"],
  [0.5, "0.5"],
  [12_345, "12\u202f300"],
  [-3.2e12, "−3.2e+12"],
  [Number.NaN, "unknown"],
])("writes the score %d as %s", (value, text) => expect(score(value)).toBe(text));

describe("colours of classes", () => {
  const light = (rgb: number[]) => rgb.reduce((sum, v) => sum + v, 0) / 3;
  it("are the same in both themes at first, then turn to what stands out", () => {
    expect(classRgb(0)).toEqual([0, 114, 178]);
    expect(classRgb(0, true)).toEqual(classRgb(0));
    for (let i = 7; i < 14; i++) {
      expect(light(classRgb(i))).toBeLessThan(light(classRgb(i - 7)));
      expect(light(classRgb(i, true))).toBeGreaterThan(light(classRgb(i - 7, true)));
    }
    expect(classColour(7, true)).toBe("rgb(115 177 213)");
    expect(classRgb(21, true)).toEqual(classRgb(0));
  });
  it("stand in a style for both themes", () => {
    const made = new Map<string, string>();
    const style = { setProperty: (name: string, value: string) => made.set(name, value) };
    paint({ classList: { add: () => undefined }, style } as never, 7);
    expect(Object.fromEntries(made)).toEqual({
      "--al-class-light": classColour(7),
      "--al-class-dark": classColour(7, true),
    });
  });
});

describe("options", () => {
  const names = Array.from({ length: 12 }, (_, i) => `c${i}`);
  it("keep their order up to nine", () => {
    const options = optionsFor(["a", "b", "c"], card(1, { probabilities: [[2, 0.9]] }));
    expect(options.map((o) => o.name)).toEqual(["a", "b", "c"]);
    expect(options[2]).toMatchObject({ digit: 3, p: 0.9 });
  });
  it("give 0 to the tenth, and classes that are digits their own key", () => {
    const ten = names.slice(0, 10);
    const likely = card(1, { probabilities: [[9, 0.9]] });
    expect(optionsFor(ten, likely).map((o) => o.name)).toEqual(ten);
    expect(optionsFor(ten, likely).map((o) => o.digit)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 0]);
    const digits = Array.from({ length: 10 }, (_, i) => String(i));
    expect(optionsFor(digits, undefined).map((o) => o.digit)).toEqual(digits.map(Number));
  });
  it("give the digits to the nine likeliest of many", () => {
    const likely = [11, 3, 5, 7, 9, 1, 2, 4, 6, 8].map((c): [number, number] => [c, 0.1]);
    const options = optionsFor(names, card(1, { probabilities: likely }));
    expect(options.slice(0, 9).map((o) => o.index)).toEqual([11, 3, 5, 7, 9, 1, 2, 4, 6]);
    expect(options.map((o) => o.digit)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, null, null, null]);
    expect(new Set(options.map((o) => o.index)).size).toBe(12);
  });
  it("are searched, names that begin with the words first", () => {
    const found = searched(optionsFor(["bobcat", "Cat", "dog"], undefined), " cat ");
    expect(found.map((o) => o.name)).toEqual(["Cat", "bobcat"]);
  });
});

describe("an event", () => {
  it("says what cannot be recovered later", () => {
    const made = makeEvent(
      {
        kind: "label",
        cards: [card(3), card(4)],
        value: "dog",
        shownAt: 5,
        options: ["cat", "dog"],
      },
      "abcdefgh",
      9,
    );
    expect(made).toMatchObject({
      items: [3, 4],
      value: "dog",
      shown_at: 5,
      answered_at: 9,
      options: ["cat", "dog"],
    });
    expect(made.asked).toEqual([card(3).asked, card(4).asked]);
  });
  it("of a correction was not asked by anybody", () => {
    expect(makeEvent({ kind: "label", items: [3], value: "x" }, "abcdefgh", 9).asked).toEqual([
      null,
    ]);
  });
  it("names the chosen class even where very many were shown", () => {
    const names = Array.from({ length: 200 }, (_, i) => `c${i}`);
    const made = makeEvent({ kind: "label", items: [1], value: "c150", options: names }, "a", 1);
    expect(made.options).toHaveLength(31);
    expect(made.options?.at(-1)).toBe("c150");
  });
});

describe("active seconds", () => {
  it("leave out pauses and long absences", () => {
    let now = 0;
    const clock = new ActiveClock(() => now);
    clock.restart(true);
    now = 3;
    clock.pause();
    now = 100;
    clock.resume();
    now = 102;
    expect(clock.seconds()).toBe(5);
    now = 5000;
    expect(clock.seconds()).toBe(63); // an hour away counts as one minute
    clock.touch();
    now = 5001;
    expect(clock.seconds()).toBe(64);
    clock.restart(false);
    now = 5010;
    expect(clock.seconds()).toBe(0);
  });
});

it("reads the lightness of a colour", () => {
  expect(luminance("rgb(255, 255, 255)")).toBeCloseTo(1);
  expect(luminance("rgb(17, 17, 17)")).toBeLessThan(0.01);
  expect(luminance("rgba(0, 0, 0, 0)")).toBeNull();
  expect(luminance("oklch(1 0 0)")).toBeNull();
});

it("completes traits that lack fields", () => {
  expect(configOf(undefined).panes).toEqual(["card", "map", "curve"]);
  expect(statusOf({ counts: { labelled: 3 } }).counts).toMatchObject({ labelled: 3, undo: 0 });
  expect(statusOf(null).phase.name).toBe("starting");
});
