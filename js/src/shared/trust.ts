// The synced curve: its points, and what is known of the model beside them. Twins:
// jupyter_al/widget/status.py and trust.py.

/** One line of what is known: a name (empty: goes with the line above), a sentence, a remark. */
export interface TrustLine {
  name: string;
  text: string;
  remark: string;
  believed: boolean; // not measured: drawn in grey
  about: string; // what the number is
}

/** Accuracies that were found in one way, from one set of n items. Shares are in [0, 1]. */
export interface Arm {
  n: number;
  method: string;
  points: [labels: number, accuracy: number, low: number, high: number][];
}

/** What the curve pane knows beside its points. */
export interface Trust {
  version: number; // the model it is about
  n_labels: number;
  more: string[]; // what goes into the line over the curve beside the accuracy
  gain: string; // why there is no gain over random; empty where there is, and in `more`
  lines: TrustLine[]; // everything in words, for the table and for those who listen
  active: Arm | null; // the models so far, all on the same items
  random: Arm | null; // models of random labels, cross-fitted
  fitted: Arm | null; // the curve through these; ends at 3x
  believed: Arm | null; // one point, not measured
  stop: { text: string; agreed: number[] }; // labels of the rounds in which most signals agreed
  target: {
    accuracy: number;
    labels: number | null; // null: nothing can be said, `text` says why
    low: number | null;
    high: number | null; // null beside a number: open upwards
    text: string;
    short: string;
  } | null;
  classes: ClassRow[]; // the worst first
}

/** A class, its audited items, and the share of them that is found; null: not known. */
export type ClassRow = [name: string, n: number, recall: number | null, low: number, high: number];

export interface CurvePoint {
  n_labels: number; // training labels
  version: number;
  n: number; // how many items the estimate is made of
  correct: number;
  accuracy: number | null;
  low: number | null;
  high: number | null;
  enough: boolean;
  method: string; // of the interval
}

export interface Curve {
  source: "audit" | "test" | "none";
  points: CurvePoint[];
  text: string; // "accuracy 0.87 (0.83 to 0.90) from 60 audited labels" or why there is none
  trust: Trust | null; // of the last round that was evaluated; null before the first
}
