// The synced curve: its points, and what is known of the model beside them. Twins:
// jupyter_al/widget/status.py and trust.py.

/** One line of what is known: a name (empty: goes with the line above), a sentence, a remark. */
export interface TrustLine {
  name: string;
  text: string;
  remark: string;
  believed: boolean; // not measured: drawn in grey
}

/** What the curve pane knows beside its points. Shares are in [0, 1]. */
export interface Trust {
  version: number; // the model it is about
  n_labels: number;
  more: string[]; // what goes into the line over the curve beside the accuracy
  lines: TrustLine[]; // everything in words, for the table and for those who listen
  active: [labels: number, accuracy: number, low: number, high: number][]; // on the same items
  random: {
    n: number; // audited items
    points: [labels: number, accuracy: number][]; // cross-fitted
    band: [labels: number, accuracy: number, low: number, high: number][]; // fitted; ends at 3x
  } | null;
  stop: {
    advised: boolean; // most signals agree that more labels change little; never a command
    text: string;
    signals: { name: string; stable: boolean | null; text: string }[]; // null: not available
  };
  target: {
    accuracy: number;
    labels: number | null; // null: nothing can be said, `text` says why
    low: number | null;
    high: number | null; // null beside a number: open upwards
    seconds: number | null; // from here
    text: string;
  } | null;
}

export interface CurvePoint {
  n_labels: number; // training labels
  version: number;
  n: number; // how many items the estimate is made of
  correct: number;
  accuracy: number | null;
  low: number | null;
  high: number | null;
  enough: boolean;
}

export interface Curve {
  source: "audit" | "test" | "none";
  points: CurvePoint[];
  text: string; // "accuracy 0.87 (0.83 to 0.90) from 60 audited labels" or why there is none
  trust: Trust | null; // of the last round that was evaluated; null before the first
}
