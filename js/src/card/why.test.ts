import { describe, expect, it } from "vitest";
import { card } from "../shared/fixtures";
import { measuresOf, reasonsOf } from "./why";

const audit = { ...card(1).asked, slice: "audit" as const };

describe("why this sample", () => {
  it("is said once: the kernel's reasons, each a sentence", () => {
    const reasons = ["drawn at random to measure how good the model is; it does not train it"];
    expect(reasonsOf(card(1, { reasons, asked: audit }))).toBe(`${reasons[0]}.`);
    expect(reasonsOf(card(1, { reasons: ["a is near b", "Really?", " "] }))).toBe(
      "a is near b. Really?",
    );
  });

  it("without reasons is said from what the card is", () => {
    expect(reasonsOf(card(1, { reasons: [], asked: audit }))).toContain("drawn at random");
    expect(reasonsOf(card(1, { reasons: [] }))).toBe("it comes first in this strategy.");
    expect(reasonsOf(card(1, { reasons: [], rank: 0 }))).toBe("you asked for it.");
  });

  it("comes with a score that can be read", () => {
    expect(measuresOf(card(1, { score: -0.01211, considered: 18212 }))).toBe(
      "margin · score −0.0121 · rank 1 of 18\u202f212",
    );
  });
});
