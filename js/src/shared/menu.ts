// The strategy menu and a comparison of two: a part of the protocol.

/** One line of the strategy menu. */
export interface StrategyRow {
  name: string;
  title: string;
  sentence: string;
  needs: string[];
  why_not: string | null; // why it cannot choose now, and what to do
  later: boolean; // it can be chosen all the same: it takes over once there is a model
  use_when: string;
  fails_when: string;
  reference: string;
}

/** What one strategy would ask next. */
export interface ComparedSide {
  name: string;
  title: string;
  items: number[];
  text: string; // why there are none
}

export interface Comparison {
  sides: ComparedSide[]; // none: nothing is compared
  common: number;
}
