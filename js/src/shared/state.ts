// Everything the card and the header show. Local to one view; what is synced comes in
// as `config` and `status` (traits) or as replies (messages).

import { configOf, statusOf } from "./defaults";
import type { KnownCard as Card, KnownReply, Late } from "./media";
import type {
  Comparison,
  Config,
  EventKind,
  EventMessage,
  PastAnswer,
  Status,
  StrategyRow,
} from "./protocol";
import { GRID } from "./queue";

export interface Pending {
  event: EventMessage;
  cards: Card[]; // to give back when the answer is refused
}

export interface Notice {
  id: number;
  tone: "info" | "bad";
  text: string;
}

export interface Past {
  kind: string | null;
  className: string | null;
  offset: number;
  total: number;
  rows: PastAnswer[];
  loading: boolean;
}

export type View = "card" | "grid" | "past";
export type InputKind = "flag" | "class" | "rename";

export interface State {
  config: Config;
  status: Status;
  started: boolean; // the kernel has sent a queue
  shown: Card[];
  queue: Card[];
  queueRev: number;
  asked: number | null; // the item that the kernel asked to show last: shown once, not again
  paintedAt: ReadonlyMap<number, number>; // item -> seconds since 1970 of its first frame
  pending: Pending[];
  added: string[]; // classes acknowledged, not yet in `status`
  view: View;
  cursor: number; // place in the grid
  selected: ReadonlySet<number>; // items chosen in the grid
  past: Past;
  input: { kind: InputKind; target: string } | null; // the open input line
  search: string;
  help: boolean;
  strategies: StrategyRow[] | null; // as the open menu asked for them
  comparison: Comparison;
  notices: Notice[];
  last: string; // what the last answer was
  redoing: boolean; // the next item to be labelled is our own redo
  silent: boolean; // the kernel has not answered for a while
  mismatch: string | null;
  dismissed: ReadonlySet<string>; // notes read in this view
}

export type Action =
  | { type: "config"; config: unknown }
  | { type: "status"; status: unknown }
  | { type: "reply"; reply: KnownReply }
  | ({ type: "late" } & Late) // a queued card whose media came by itself
  | { type: "answered"; event: EventMessage }
  | { type: "adopt"; events: EventMessage[] }
  | { type: "asking" } // the user wants an item on the screen, even the same one again
  | { type: "painted"; items: number[]; at: number }
  | { type: "view"; view: View }
  | { type: "cursor"; to: number; extend?: boolean }
  | { type: "toggle"; item: number; extend?: boolean }
  | { type: "select-all"; on: boolean }
  | { type: "past-filter"; kind: string | null; className: string | null; offset: number }
  | { type: "input"; input: State["input"] }
  | { type: "search"; text: string }
  | { type: "help"; open: boolean }
  | { type: "notice"; tone: Notice["tone"]; text: string }
  | { type: "dismiss"; id: number }
  | { type: "dismiss-note"; text: string }
  | { type: "silent"; silent: boolean }
  | { type: "mismatch"; text: string };

/** Kinds that answer an item: it leaves the screen, and its pending event blocks its return. */
export const ANSWERS: readonly EventKind[] = ["label", "skip", "unsure"];

export function initialState(config: unknown, status: unknown): State {
  return {
    config: configOf(config),
    status: statusOf(status),
    started: false,
    shown: [],
    queue: [],
    queueRev: 0,
    asked: null,
    paintedAt: new Map(),
    pending: [],
    added: [],
    view: "card",
    cursor: 0,
    selected: new Set(),
    past: { kind: null, className: null, offset: 0, total: 0, rows: [], loading: false },
    input: null,
    search: "",
    help: false,
    strategies: null,
    comparison: { sides: [], common: 0 },
    notices: [],
    last: "",
    redoing: false,
    silent: false,
    mismatch: null,
    dismissed: new Set(),
  };
}

/** How many cards fit the screen in the present view. */
export function capacity(state: Pick<State, "view">): number {
  return state.view === "grid" ? GRID : 1;
}

/** The classes as the user knows them: the kernel's, plus what is on its way to the kernel. */
export function classesOf(state: Pick<State, "status" | "pending" | "added">): string[] {
  const names = [...state.status.classes];
  const add = (name: string) => {
    if (!names.includes(name)) names.push(name);
  };
  state.added.forEach(add);
  for (const { event } of state.pending) {
    if (event.kind === "class_add" && event.value !== null) add(event.value);
    if (event.kind === "class_rename" && event.value !== null) {
      const at = names.indexOf(event.old ?? "");
      if (at >= 0 && !names.includes(event.value)) names[at] = event.value;
    }
  }
  return names;
}

/** Items that an unacknowledged answer is about. */
export function blockedItems(pending: readonly Pending[]): Set<number> {
  return new Set(
    pending.filter((p) => ANSWERS.includes(p.event.kind)).flatMap((p) => p.event.items),
  );
}

/** The cards that a key press answers now: seen ones only. */
export function targets(state: State): Card[] {
  if (state.view === "past") return [];
  const seen = (card: Card | undefined): card is Card =>
    card !== undefined && state.paintedAt.has(card.item);
  if (state.view === "card") return [state.shown[0]].filter(seen);
  const chosen = state.shown.filter((card) => state.selected.has(card.item));
  return (chosen.length > 0 ? chosen : [state.shown[state.cursor]]).filter(seen);
}
