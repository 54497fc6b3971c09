// Every number and sentence of the pane as text. No DOM.
import { count, plural } from "../shared/format";
import type { Curve, Status } from "../shared/protocol";
import type { Mark } from "./points";
import type { Drawn } from "./series";

type Source = Curve["source"];

/** An accuracy: "0.87", "1.00". */
export function accuracy(value: number): string {
  return value.toFixed(2);
}

/** A time: "12 ms", "0.21 s", "1.2 s", "42 s", "3.4 min". */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return "";
  if (seconds < 0.1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 0.995) return `${seconds.toFixed(2)} s`;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 99.5) return `${seconds.toFixed(0)} s`;
  return `${(seconds / 60).toFixed(seconds < 597 ? 1 : 0)} min`;
}

/** An interval: "0.83 to 0.90". */
export function ends(low: number, high: number): string {
  return `${accuracy(low)} to ${accuracy(high)}`;
}

/** What a mark says, short: "0.87 (0.83 to 0.90), n = 60". */
export function estimate({ said, y, low, high, n }: Mark): string {
  return said ?? `${accuracy(y)} (${ends(low, high)}), n = ${count(n)}`;
}

/** What it belongs to and how it was found: "42 labels · v12 · Wilson, 95 %". */
export function about({ x, how, n }: Mark): string {
  return n ? `${plural(x, "label")} · ${how}, 95 %` : how;
}

/** What is said over the curve: a few small words, the number, what it is made of. */
export interface Headline {
  before: string;
  strong: string;
  after: string;
}

/** The kernel's sentence in its parts. */
export function headline({ text }: Curve, finished: boolean): Headline {
  const parts = /^(accuracy |)([\d.]+|not enough evidence(?: yet)?)(.*)$/s.exec(text);
  const [, before = text, strong = "", after = ""] = parts ?? [];
  // When nothing is left to ask, no evidence will come.
  return { before, strong: finished ? strong.replace(" yet", "") : strong, after };
}

/** An interval in brackets and a number with its unit stay on one line. */
export function unbroken(words: string): string {
  return words.replace(/\([^)]{0,16}\)| %/g, (part) => part.replaceAll(" ", "\u00a0"));
}

export function sourceWords(source: Source): string {
  if (source === "audit") return "Measured on answers drawn at random and never trained on.";
  if (source === "test") return "Measured on the test set you gave.";
  return "";
}

/** Why there is no curve; the kernel knows. */
export function emptyWords({ text }: Curve): string {
  return text?.trim() || "The curve starts with the first model.";
}

/** What stands in place of a curve that would say more than is known. */
export function waitingWords({ source }: Curve): string {
  const audit =
    "Some of what is asked is drawn at random, to measure with; “measure now” asks for more.";
  return `No curve yet: it starts when accuracy is known to about ±0.15. ${source === "audit" ? audit : ""}`;
}

/** What the chart says to a screen reader before any mark is chosen. */
export function chartWords({ series }: Drawn): string {
  const size = series.map(({ kind, marks }) => `${kind} ${count(marks.length)}`).join(", ");
  return `Learning curve, accuracy against labels. Marks: ${size}. Arrow keys left and right read them, up and down go over to others.`;
}

/** State of the training: "trained", "training 40 %"; empty before the first model. */
export function trainingWords(status: Status): string {
  const { phase, model } = status;
  if (phase.name === "training") {
    const { progress } = phase;
    if (progress === null || !Number.isFinite(progress)) return "training";
    return `training ${Math.round(Math.min(1, Math.max(0, progress)) * 100)} %`;
  }
  // What went wrong stands under the header.
  return model ? "trained" : "";
}

/** The model that answers now: "v12 · 42 labels · 0.21 s · cpu". */
export function modelWords(model: Status["model"]): string {
  if (!model) return "";
  const parts = [plural(model.n_labels, "label"), duration(model.seconds), model.device];
  return [`v${model.version}`, ...parts.filter(Boolean)].join(" · ");
}
