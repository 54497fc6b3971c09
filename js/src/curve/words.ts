// Every number and sentence of the pane as text. No DOM.
import type { Curve, Status } from "../shared/protocol";
import { current, type Point } from "./points";

export const NOT_ENOUGH = "not enough evidence";

type Source = Curve["source"];

/** An accuracy: "0.87", "1.00". */
export function accuracy(value: number): string {
  return value.toFixed(2);
}

/** A count with thin spaces: "20 000". */
export function count(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, "\u202f");
}

function plural(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? "" : "s"}`;
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

/** What n counts. */
export function noun(source: Source): string {
  return { audit: "audited answer", test: "test item", none: "answer" }[source] ?? "answer";
}

/** What the estimate of one point is, short: "0.87 (0.83 to 0.90), n = 60". */
export function estimate(point: Point): string {
  const { enough, accuracy: value, low, high, n } = point;
  if (!enough || value === null || low === null || high === null) {
    return `${NOT_ENOUGH}, n = ${count(n)}`;
  }
  return `${accuracy(value)} (${accuracy(low)} to ${accuracy(high)}), n = ${count(n)}`;
}

/** The model a point belongs to: "42 training labels · v12". */
export function place(point: Point): string {
  return `${plural(point.x, "training label")} · v${point.version}`;
}

/** One point in words, for those who listen. */
export function spoken(point: Point, source: Source): string {
  const { enough, accuracy: value, low, high } = point;
  const told =
    enough && value !== null && low !== null && high !== null
      ? `accuracy ${accuracy(value)}, interval from ${accuracy(low)} to ${accuracy(high)},`
      : `${NOT_ENOUGH},`;
  const where = plural(point.x, "training label");
  return `${where}: ${told} ${plural(point.n, noun(source))}, model version ${point.version}.`;
}

/** What is said over the curve: a few small words, the number, what it is made of. */
export interface Headline {
  before: string;
  strong: string;
  after: string;
}

/** The kernel's sentence in its parts; without one, the same from the newest point. */
export function headline(curve: Curve, points: readonly Point[], finished: boolean): Headline {
  const text = curve.text?.trim() || sentence(curve.source, current(points));
  const number = /^(accuracy )(\S+)( .*)$/s.exec(text);
  if (number) return { before: number[1] ?? "", strong: number[2] ?? "", after: number[3] ?? "" };
  const lacking = /^not enough evidence(?: yet)?(.*)$/s.exec(text);
  if (!lacking) return { before: text, strong: "", after: "" };
  // When nothing is left to ask, no evidence will come.
  const strong = finished ? NOT_ENOUGH : `${NOT_ENOUGH} yet`;
  const made = (lacking[1] ?? "").replace(/^[ ,:]+/, "");
  return { before: "", strong, after: made && `: ${made}` };
}

function sentence(source: Source, point: Point | undefined): string {
  if (!point) return "";
  const what = `${noun(source)}${point.n === 1 ? "" : "s"}`;
  return `${point.enough ? "accuracy " : ""}${estimate(point)} ${what}`;
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

/** What the chart says to a screen reader before any point is chosen. */
export function chartWords(points: readonly Point[]): string {
  const shown = points.filter((point) => point.enough).length;
  const size = `${plural(points.length, "point")}, ${count(shown)} with enough evidence`;
  return `Learning curve, accuracy against training labels: ${size}. Arrow keys read the points.`;
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
