// Curves and states for the tests.
import type { Curve, CurvePoint, Status } from "../shared/protocol";
import type { Arm, Trust } from "../shared/trust";

export function rawPoint(n_labels: number, more: Partial<CurvePoint> = {}): CurvePoint {
  return {
    n_labels,
    version: n_labels,
    n: 60,
    correct: 52,
    accuracy: 0.87,
    low: 0.76,
    high: 0.93,
    enough: true,
    method: "Wilson",
    ...more,
  };
}

export function rawCurve(points: CurvePoint[], more: Partial<Curve> = {}): Curve {
  return {
    source: "audit",
    points,
    trust: null,
    text: "accuracy 0.87 (0.76 to 0.93) from 60 audited labels",
    ...more,
  };
}

export function rawStatus(more: Partial<Status> = {}): Status {
  return {
    phase: { name: "labelling", text: "", progress: null, detail: null, cancellable: false },
    classes: ["cat", "dog"],
    counts: {
      labelled: 42,
      audit: 6,
      test: 0,
      skipped: 0,
      unsure: 0,
      flagged: 0,
      excluded: 0,
      per_class: [20, 22],
      seconds_per_label: null,
      undo: 0,
      redo: 0,
    },
    strategy: { name: "auto", active: "margin", text: "", choices: [] },
    learner: { name: "linear", choices: [] },
    model: { version: 12, n_labels: 1042, seconds: 0.214, device: "cpu" },
    fits: [],
    projection: { name: "PCA", wanted: "pca", progress: null, text: "", quality: "", about: "" },
    selection: 0,
    region: null,
    store: { where: "memory", unsaved: 0, text: null },
    notes: [],
    revisions: { queue: 0, coordinates: 0, prediction: 0, uncertainty: 0, labels: 0 },
    ...more,
  };
}

/** Accuracies at numbers of labels, each ± 0.1. */
export function rawArm(...points: [labels: number, accuracy: number][]): Arm {
  return { n: 60, method: "Wilson", points: points.map(([x, y]) => [x, y, y - 0.1, y + 0.1]) };
}

export function rawTarget(more: Partial<NonNullable<Trust["target"]>> = {}): Trust["target"] {
  return {
    accuracy: 0.95,
    labels: null,
    low: null,
    high: null,
    text: "accuracy 0.95: reached: it lies above",
    short: "accuracy 0.95: reached",
    ...more,
  };
}

export function rawTrust(more: Partial<Trust> = {}): Trust {
  return {
    version: 12,
    n_labels: 42,
    more: [],
    gain: "",
    lines: [],
    active: null,
    random: null,
    fitted: null,
    believed: null,
    stop: { text: "", agreed: [] },
    target: null,
    classes: [],
    ...more,
  };
}
