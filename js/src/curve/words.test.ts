import { describe, expect, it } from "vitest";
import { rawArm, rawCurve, rawPoint, rawStatus, rawTarget, rawTrust } from "./fixtures";
import { clean, type Point } from "./points";
import { seriesOf } from "./series";
import {
  about,
  accuracy,
  chartWords,
  duration,
  emptyWords,
  estimate,
  headline,
  modelWords,
  trainingWords,
  unbroken,
  waitingWords,
} from "./words";

const first = clean([rawPoint(42, { version: 12 })])[0] as Point;

describe("numbers", () => {
  it("writes accuracies with two digits", () => {
    expect([0, 0.874, 0.999, 1].map(accuracy)).toEqual(["0.00", "0.87", "1.00", "1.00"]);
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

describe("one mark", () => {
  it("comes with n, its interval, what it belongs to and how it was found", () => {
    expect(estimate(first)).toBe("0.87 (0.76 to 0.93), n = 60");
    expect(about(first)).toBe("42 labels · v12 · Wilson, 95 %");
  });
  it("that is no number says its words", () => {
    const curve = rawCurve([rawPoint(9)], { trust: rawTrust({ target: rawTarget() }) });
    const goal = seriesOf(curve).series.find((each) => each.kind === "target")?.marks[0];
    expect(goal && [estimate(goal), about(goal)]).toEqual([
      "accuracy 0.95: reached",
      "accuracy 0.95: reached: it lies above",
    ]);
  });
});

describe("headline", () => {
  const said = (text: string, finished = false) => headline(rawCurve([], { text }), finished);

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
  it("keeps intervals and units on their lines", () => {
    expect(unbroken(" (0.83 to 0.90) from 60")).toBe(" (0.83\u00a0to\u00a00.90) from 60");
    expect(unbroken("40 % fewer (15 to 55 %)")).toBe("40\u00a0% fewer (15\u00a0to\u00a055\u00a0%)");
  });
});

describe("without a curve", () => {
  it("says what the kernel says, or that it waits", () => {
    const text = "Nothing is audited: give a test set or audit=0.15 to see accuracy.";
    expect(emptyWords(rawCurve([], { text }))).toBe(text);
    expect(emptyWords(rawCurve([], { text: "" }))).toContain("starts with the first model");
  });
});

it("says what a curve waits for", () => {
  expect(waitingWords(rawCurve([]))).toContain("measure now");
  expect(waitingWords(rawCurve([], { source: "test" }))).not.toContain("measure now");
});

it("sums the chart up", () => {
  const trust = rawTrust({ random: rawArm([2, 0.5]) });
  const drawn = seriesOf(rawCurve([rawPoint(1, { enough: false }), rawPoint(2)], { trust }));
  expect(chartWords(drawn)).toContain("Marks: random 1, active 1.");
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
    expect(modelWords(rawStatus().model)).toBe("v12 · 1042 labels · 0.21 s · cpu");
    expect(modelWords(null)).toBe("");
    const odd = { version: 1, n_labels: 1, seconds: Number.NaN, device: "" };
    expect(modelWords(odd)).toBe("v1 · 1 label");
  });
});
