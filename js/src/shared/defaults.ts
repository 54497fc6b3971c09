// What the page takes for granted until the kernel has spoken, so that nothing has to be checked twice.

import { type Config, PROTOCOL, type Status } from "./protocol";

const CONFIG: Config = {
  protocol: PROTOCOL,
  session: "",
  title: "",
  panes: ["card", "map", "curve"],
  pool: 0,
  prefetch: 10,
  keys: {},
  map: { points: 0, projections: [] },
};

const STATUS: Status = {
  phase: { name: "starting", text: "starting", progress: null, detail: null, cancellable: false },
  classes: [],
  counts: {
    labelled: 0,
    audit: 0,
    test: 0,
    skipped: 0,
    unsure: 0,
    flagged: 0,
    excluded: 0,
    per_class: [],
    seconds_per_label: null,
    undo: 0,
    redo: 0,
  },
  strategy: { name: "", active: "", text: "", choices: [] },
  learner: { name: "", choices: [] },
  model: null,
  fits: [],
  projection: { name: "", wanted: "", progress: null, text: "", quality: "", about: "" },
  selection: 0,
  region: null,
  store: { where: "", unsaved: 0, text: null },
  notes: [],
  revisions: { queue: 0, coordinates: 0, prediction: 0, uncertainty: 0, labels: 0 },
};

function over<T extends object>(base: T, value: unknown): T {
  return value !== null && typeof value === "object" ? { ...base, ...value } : base;
}

/** The `config` trait, complete. */
export function configOf(raw: unknown): Config {
  return over(CONFIG, raw);
}

/** The `status` trait, complete. */
export function statusOf(raw: unknown): Status {
  const status = over(STATUS, raw);
  return {
    ...status,
    phase: over(STATUS.phase, status.phase),
    counts: over(STATUS.counts, status.counts),
    strategy: over(STATUS.strategy, status.strategy),
    learner: over(STATUS.learner, status.learner),
    projection: over(STATUS.projection, status.projection),
    store: over(STATUS.store, status.store),
    revisions: over(STATUS.revisions, status.revisions),
  };
}
