// The words that the page and the kernel exchange. Twin: jupyter_al/widget/protocol.py
// (tests/widget/test_protocol.py holds the two together).
//
// Traits (synced, small, last write wins): `config`, `status`, `curve`.
// Messages (custom): page -> kernel one object each; kernel -> page a Batch of objects.

import type { Look, Looked } from "./looks";
import type { Comparison, StrategyRow } from "./menu";

export type { ComparedSide, Comparison, StrategyRow } from "./menu";
export type { Curve, CurvePoint } from "./trust";

import type { ContourLines, FieldPlanes, RegionRow } from "./layer_words";

export const PROTOCOL = 1;
export const MAX_TEXT = 20_000;

export const EVENT_KINDS = [
  "label",
  "bulk",
  "skip",
  "unsure",
  "flag",
  "undo",
  "redo",
  "class_add",
  "class_rename",
] as const;
export const REQUEST_TYPES = [
  "hello",
  "event",
  "ask",
  "layers",
  "region",
  "select",
  "set",
  "command",
  "preview",
  "past",
  "columns",
  "strategies",
  "compare",
  "colours",
  "colour",
  "history",
  "moment",
  "look",
  "ask_in",
] as const;
export const REPLY_TYPES = [
  "ack",
  "error",
  "queue",
  "field",
  "contours",
  "regions",
  "items",
  "past",
  "column",
  "labelled",
  "selection",
  "strategies",
  "comparison",
  "colours",
  "score",
  "audited",
  "history",
  "moment",
  "look",
] as const;
export const LOOKS = ["neighbours", "find", "similar", "bulk", "split"] as const;
export const COMMANDS = [
  "fit",
  "cancel",
  "retry_store",
  "dismiss",
  "cancel_projection",
  "stop_history",
  "measure",
] as const;
export const SETTINGS = ["strategy", "learner", "projection"] as const;
export const PHASES = [
  "starting",
  "labelling",
  "training",
  "projecting",
  "error",
  "finished",
] as const;
export const LAYERS = ["field", "contours", "regions"] as const;
export const COLUMNS = ["coordinates", "prediction", "uncertainty", "labels"] as const;
export const MEDIA_KINDS = ["image", "text", "row", "audio", "error"] as const;
export const ERROR_CODES = [
  "protocol",
  "version",
  "item",
  "class",
  "store",
  "nothing_to_undo",
  "nothing_to_redo",
  "busy",
  "internal",
] as const;

export type EventKind = (typeof EVENT_KINDS)[number];
export type PhaseName = (typeof PHASES)[number];
export type LayerName = (typeof LAYERS)[number];
export type ColumnName = (typeof COLUMNS)[number];
export type ErrorCode = (typeof ERROR_CODES)[number];
export type Command = (typeof COMMANDS)[number];
export type What = (typeof LOOKS)[number];
export type Setting = (typeof SETTINGS)[number];

/** How one item is shown. Bytes travel as `buffer` (index into the batch's buffers) or `b64`. */
export interface Media {
  kind: (typeof MEDIA_KINDS)[number];
  mime?: string;
  text?: string; // text items, and the sentence of an error
  truncated?: number; // characters left out of `text`
  rows?: [string, string][]; // table rows: [column, value]
  width?: number;
  height?: number;
  buffer?: number;
  b64?: string;
  bytes?: Uint8Array; // filled in by the page from `buffer` or `b64`
}

/** Why an item is asked; sent back unchanged with every answer, kept in the journal. */
export interface Asked {
  strategy: string;
  round: number;
  model_version: number;
  selection_probability: number | null;
  slice: "seed" | "active" | "audit" | "test" | "recheck";
}

/** One prefetched sample. */
export interface Card {
  item: number; // position in the pool
  id: string; // the user's own id
  media: Media | null; // null = as sent before: the page has it, or asks for it with `preview`
  asked: Asked;
  score: number | null;
  rank: number; // 1 = asked first
  considered: number; // out of how many
  reasons: string[];
  probabilities: [number, number][]; // [class position, p], highest first; empty without a model
  label: number | null; // class position of the label it has already (asked again, or from the map)
}

/** What was said of an item, the latest first. */
export interface Said {
  kind: "label" | "bulk" | "skip" | "unsure" | "flag";
  answer: string | null; // of a flag, its note
  annotator: string;
  answered_at: number; // seconds since 1970, UTC
  undone: boolean;
  current: boolean; // it is what holds now
}

/** Why an item ranks where it ranks, by the score that is shown (or the one in use). */
export interface Why {
  title: string;
  score: number | null;
  rank: number | null; // null: not ranked, such as what has a label
  of: number;
  text: string;
}

/** An item that somebody points at. */
export type Preview = Card & { history?: Said[]; why?: Why | null }; // null: it follows

/** One number that the points can be coloured by. */
export interface ColourRow {
  name: string;
  title: string;
  why_not: string | null;
}

/** A number over the pool: one byte a point from low (0) to high (254), 255 where there is none. */
export interface ScoreColumn {
  name: string; // as it was asked for
  title: string;
  text: string; // what to know about it, or why there are no values
  version: number; // of the model
  low: number;
  high: number;
  below: boolean; // some values lie below `low`, at the end of the ramp
  above: boolean;
}

/** One model version in a sentence. */
export interface HistoryStep {
  version: number;
  labels: number;
  accuracy: number | null;
  belief: "kept" | "recomputed" | "none";
  text: string;
}

/** One version as the map shows it; `arrays` are filled in by the page from `parts`. */
export interface MomentReply {
  type: "moment";
  view: string; // which view asked: the others leave it
  version: number;
  base: number | null; // parts with `bits` are what changed since this version
  asked: number[];
  parts: Record<string, { dtype: Dtype; bits?: number; buffer?: number; b64?: string }>;
  arrays?: Record<string, Float32Array | Uint8Array | Uint16Array | Uint32Array>;
  field?: (FieldPlanes & { bytes?: Uint8Array }) | null | undefined; // null: none is kept, or none was drawn
}

export type Dtype = "f32" | "u8" | "u16" | "u32";

/** One line of the list of past answers. */
export interface PastAnswer {
  item: number;
  id: string;
  kind: "label" | "bulk" | "skip" | "unsure";
  answer: string | null;
  answered_at: number; // seconds since 1970, UTC
  active_seconds: number | null;
  strategy: string | null;
  annotator: string;
  flag: string | null;
  predicted: string | null; // what the model says now
  thumbnail: Media | null;
}

// ---- traits -------------------------------------------------------------------------------

export interface Config {
  protocol: number;
  session: string; // the store's own id: pending answers are kept under it in the browser
  title: string;
  panes: ("card" | "map" | "curve")[];
  pool: number;
  prefetch: number;
  keys: Record<string, string>; // action -> KeyboardEvent.code, the user's own mapping
  map: { points: number; projections: ProjectionRow[] };
}

/** One line of the menu of projections. */
export interface ProjectionRow {
  name: string;
  title: string;
  sentence: string;
  cost: string;
  why_not: string | null; // this pool or this machine cannot have it
}

export interface Phase {
  name: PhaseName;
  text: string; // one sentence or word for the phase line
  progress: number | null; // 0..1, null when unknown or nothing runs
  detail: string | null; // the traceback behind an error
  cancellable: boolean;
}

export interface Choice {
  name: string;
  title: string;
}

export interface FitRecord {
  version: number;
  n_labels: number;
  seconds: number;
  device: string;
  learner: string;
}

export interface Status {
  phase: Phase;
  classes: string[];
  counts: {
    labelled: number; // items with a label, audit included
    audit: number;
    test: number; // labels drawn to measure the model, which never train it
    skipped: number;
    unsure: number;
    flagged: number;
    excluded: number; // rows that cannot be asked (NaN, missing file)
    per_class: number[];
    seconds_per_label: number | null; // median
    undo: number; // how many steps can be undone / redone
    redo: number;
  };
  strategy: { name: string; active: string; text: string; choices: Choice[] };
  learner: { name: string; choices: Choice[] };
  model: { version: number; n_labels: number; seconds: number; device: string } | null;
  fits: FitRecord[]; // the last ten, newest first
  projection: {
    name: string; // of what is on the map, as a person reads it
    wanted: string; // the ProjectionRow that is on its way; without one, that is on the map
    progress: number | null;
    text: string; // what it is doing, or why there is none
    quality: string; // how far to trust the map, in a sentence
    about: string; // what that means
  };
  selection: number; // how many items are selected
  region: number | null; // how many items the strategy is restricted to
  store: { where: string; unsaved: number; text: string | null };
  notes: string[]; // said once, dismissable
  revisions: { queue: number } & Record<ColumnName, number>;
}

// ---- page -> kernel -----------------------------------------------------------------------

export interface EventMessage {
  type: "event";
  id: string; // made by the page; the same id twice counts once
  kind: EventKind;
  items: number[]; // one, or several answered with one key; empty for undo, redo, class_*
  value: string | null; // class name | note | new class name
  old?: string; // class_rename: the name until now
  shown_at: number | null; // seconds since 1970
  answered_at: number;
  active_seconds: number | null;
  options: string[] | null; // the classes as they were shown
  asked: (Asked | null)[]; // one per item
}

export type Request =
  | { type: "hello"; view: string; base64: boolean; have: Partial<Status["revisions"]> }
  | EventMessage
  | { type: "ask"; items: number[] }
  | { type: "layers"; names: LayerName[] } // make and send these as they are now
  | { type: "region"; index: number } // select its items
  | { type: "select"; items_b64: string | null } // bitmap, bit i of byte i>>3 (LSB first); null clears
  | { type: "set"; name: Setting; value: string }
  | { type: "command"; name: Command }
  | { type: "preview"; items: number[]; by?: string } // by: the score that is shown
  | { type: "past"; kind: string | null; class_name: string | null; offset: number; limit: number }
  | { type: "columns"; names: ColumnName[] }
  | { type: "strategies" }
  | { type: "compare"; names: string[] } // two, or none to stop
  | { type: "colours" }
  | { type: "history"; view: string; open: boolean } // from now on, with what a restart took
  | { type: "moment"; view: string; version: number; have: number | null }
  | Look
  | { type: "ask_in"; on: boolean } // the selection of now, or everywhere again
  | { type: "colour"; by: string }; // compute this number once, for the model of now

export type Message = { v: number } & Request;

// ---- kernel -> page -----------------------------------------------------------------------

export type Reply =
  | { type: "ack"; id: string; duplicate: boolean }
  | { type: "error"; id: string | null; code: ErrorCode; text: string; keep: boolean }
  | { type: "queue"; rev: number; cards: Card[]; asked: number | null } // asked: show this item now
  | ({ type: "field" } & FieldPlanes)
  | ({ type: "contours" } & ContourLines)
  | { type: "regions"; rows: RegionRow[] }
  | { type: "items"; cards: Preview[] } // answers to `preview`
  | { type: "past"; total: number; offset: number; rows: PastAnswer[] }
  | {
      type: "column";
      name: ColumnName; // coordinates f32 [x0,y0,x1,...] in [-1,1], NaN = no place; others u8/u16
      rev: number;
      dtype: "f32" | "u8" | "u16"; // class columns: the largest value means "none"
      since?: number; // only the changes since this revision, see changes.ts
      bits?: number; // of a step in them
      buffer?: number;
      b64?: string;
    }
  // -1 = no label now; audit: those of the items that belong to the audit
  | { type: "labelled"; rev: number; items: number[]; codes: number[]; audit?: number[] }
  | { type: "history"; steps: HistoryStep[]; progress: number | null } // of computing old ones
  | MomentReply
  | { type: "audited"; b64: string | null } // bitmap of the labelled items of the audit
  | { type: "selection"; count: number; b64: string | null }
  | { type: "strategies"; rows: StrategyRow[] }
  | ({ type: "comparison" } & Comparison)
  | Looked
  | { type: "colours"; rows: ColourRow[]; without: string[] } // without: they have no number
  | ({ type: "score"; buffer?: number; b64?: string } & ScoreColumn);

export interface Batch {
  v: number;
  type: "batch";
  seq: number;
  messages: Reply[];
}
