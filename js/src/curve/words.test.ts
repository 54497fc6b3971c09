import { describe, expect, it } from "vitest";
import { rawCurve, rawPoint, rawStatus } from "./fixtures";
import { clean, type Point } from "./points";
import {
  accuracy,
  chartWords,
  count,
  duration,
  emptyWords,
  estimate,
  headline,
  modelWords,
  place,
  spoken,
  trainingWords,
} from "./words";

const first = (more = {}) => clean([rawPoint(1042, { version: 12, ...more })])[0] as Point;
const weak = first({ enough: false, n: 1 });

describe("numbers", () => {
  it("writes accuracies with two digits", () => {
    expect([0, 0.874, 0.999, 1].map(accuracy)).toEqual(["0.00", "0.87", "1.00", "1.00"]);
  });
  it("groups counts", () => {
    expect([0, 999, 1000, 20_000, 1_234_567].map(count)).toEqual([
      "0",
      "999",
      "1\u202f000",
      "20\u202f000",
      "1\u202f234\u202f567",
    ]);
  });
  it.each([
    [0.0004, "0 ms"],
    [0.012, "12 ms"],
    [0.214, "0.21 s"],
    [0.996, "1.0 s"],
    [9.96, "10 s"],
    [42, "42 s"],
    [200, "3.3 min"],
    [3600, "60 min"],
    [Number.NaN, ""],
    [-1, ""],
  ])("writes %d seconds as %s", (seconds, text) => expect(duration(seconds)).toBe(text));
});

describe("one point", () => {
  it("comes with n and its interval", () => {
    expect(estimate(first())).toBe("0.87 (0.76 to 0.93), n = 60");
    expect(place(first())).toBe("1\u202f042 training labels · v12");
    expect(spoken(first(), "audit")).toBe(
      "1\u202f042 training labels: accuracy 0.87, interval from 0.76 to 0.93, 60 audited answers, model version 12.",
    );
    expect(spoken(first(), "test")).toContain("60 test items");
  });
  it("without enough evidence says so and tells no number", () => {
    expect(estimate(weak)).toBe("not enough evidence, n = 1");
    expect(spoken(weak, "audit")).toContain("not enough evidence, 1 audited answer,");
    expect(spoken(weak, "audit")).not.toContain("0.87");
  });
});

describe("headline", () => {
  const said = (text: string, finished = false) => headline(rawCurve([], { text }), [], finished);

  it("is the kernel's sentence, its number apart", () => {
    expect(said("accuracy 0.94 (0.81 to 0.98) from 33 audited labels")).toEqual({
      before: "accuracy ",
      strong: "0.94",
      after: " (0.81 to 0.98) from 33 audited labels",
    });
    expect(said("Something else.")).toEqual({ before: "Something else.", strong: "", after: "" });
  });
  it("says “yet” only while there is something left to ask", () => {
    const text = "not enough evidence yet: 5 of 20 audited labels";
    const after = ": 5 of 20 audited labels";
    expect(said(text)).toEqual({ before: "", strong: "not enough evidence yet", after });
    expect(said(text, true)).toEqual({ before: "", strong: "not enough evidence", after });
  });
  it("is made from the newest point without one", () => {
    const silent = rawCurve([], { text: " " });
    const whole = (points: Point[]) => Object.values(headline(silent, points, false)).join("");
    expect(whole([first()])).toBe("accuracy 0.87 (0.76 to 0.93), n = 60 audited answers");
    expect(whole([weak])).toBe("not enough evidence yet: n = 1 audited answer");
    expect(whole([])).toBe("");
  });
});

describe("without a curve", () => {
  it("says what the kernel says, or that it waits", () => {
    const text = "Nothing is audited: give a test set or audit=0.15 to see accuracy.";
    expect(emptyWords(rawCurve([], { text }))).toBe(text);
    expect(emptyWords(rawCurve([], { text: "" }))).toContain("starts with the first model");
  });
});

it("sums the chart up", () => {
  const points = clean([rawPoint(1, { enough: false }), rawPoint(2)]);
  expect(chartWords(points)).toContain("2 points, 1 with enough evidence");
});

describe("the model", () => {
  const phase = (name: "training" | "error", progress: number | null, text = "") =>
    rawStatus({ phase: { name, text, progress, detail: null, cancellable: true } });

  it("says what is going on", () => {
    expect(trainingWords(rawStatus())).toBe("trained");
    expect(trainingWords(rawStatus({ model: null }))).toBe("");
    expect(trainingWords(phase("training", null))).toBe("training");
    expect(trainingWords(phase("training", 0.404))).toBe("training 40 %");
    expect(trainingWords(phase("training", 7))).toBe("training 100 %");
    expect(trainingWords(phase("error", null, "The fit stopped."))).toBe("trained");
  });
  it("is named with its labels, time and device", () => {
    expect(modelWords(rawStatus().model)).toBe("v12 · 1\u202f042 labels · 0.21 s · cpu");
    expect(modelWords(null)).toBe("");
    const odd = { version: 1, n_labels: 1, seconds: Number.NaN, device: "" };
    expect(modelWords(odd)).toBe("v1 · 1 label");
  });
});
