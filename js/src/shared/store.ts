// The reducer: state and an action in, the next state out. No DOM, no model, no clock.

import { configOf, statusOf } from "./defaults";
import type { KnownCard as Card, KnownReply, Late } from "./media";
import type { EventMessage, Reply } from "./protocol";
import { type Cards, insert, interrupt, refill, remove, replace, restore } from "./queue";
import {
  type Action,
  ANSWERS,
  blockedItems,
  capacity,
  initialState,
  type Notice,
  type State,
} from "./state";

const MAX_NOTICES = 3;

export interface Store {
  get(): State;
  dispatch(action: Action): void;
  subscribe(listener: (state: State, before: State) => void): () => void;
}

export function createStore(config: unknown, status: unknown): Store {
  let state = initialState(config, status);
  const listeners = new Set<(state: State, before: State) => void>();
  return {
    get: () => state,
    dispatch(action) {
      const before = state;
      state = reduce(state, action);
      if (state !== before) for (const listener of listeners) listener(state, before);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function reduce(state: State, action: Action): State {
  switch (action.type) {
    case "config":
      return { ...state, config: configOf(action.config) };
    case "status":
      return told({ ...state, status: statusOf(action.status), added: [] });
    case "reply":
      return received(state, action.reply);
    case "late":
      return late(state, action);
    case "answered":
      return answered(state, action.event);
    case "adopt":
      return adopt(state, action.events);
    case "asking":
      return { ...state, asked: null };
    case "painted":
      return painted(state, action.items, action.at);
    case "view":
      return toView(state, action.view);
    case "cursor":
      return moveCursor(state, action.to, action.extend ?? false);
    case "toggle":
      return toggle(state, action.item, action.extend ?? false);
    case "select-all":
      return { ...state, selected: new Set(action.on ? state.shown.map((c) => c.item) : []) };
    case "past-filter":
      return {
        ...state,
        past: {
          ...state.past,
          kind: action.kind,
          className: action.className,
          offset: action.offset,
          loading: true,
        },
      };
    case "input":
      return { ...state, input: action.input };
    case "search":
      return { ...state, search: action.text };
    case "help":
      return { ...state, help: action.open };
    case "notice":
      return notice(state, action.tone, action.text);
    case "dismiss":
      return { ...state, notices: state.notices.filter((n) => n.id !== action.id) };
    case "dismiss-note":
      return { ...state, dismissed: new Set([...state.dismissed, action.text]) };
    case "silent":
      return state.silent === action.silent ? state : { ...state, silent: action.silent };
    case "mismatch":
      return { ...state, mismatch: action.text };
  }
}

/** Put cards into the state; what left the screen forgets that it was painted and chosen. */
function withCards(state: State, cards: Cards): State {
  const here = new Set(cards.shown.map((card) => card.item));
  const same = cards.shown.length === state.shown.length && cards.shown[0] === state.shown[0];
  return {
    ...state,
    ...cards,
    paintedAt: new Map([...state.paintedAt].filter(([item]) => here.has(item))),
    selected: new Set([...state.selected].filter((item) => here.has(item))),
    cursor: Math.min(state.cursor, Math.max(0, cards.shown.length - 1)),
    search: same ? state.search : "",
  };
}

/** What the header says now is not said by a notice too. */
function told(state: State): State {
  const { text } = state.status.store;
  const rest = state.notices.filter((n) => n.text !== text);
  return rest.length === state.notices.length ? state : { ...state, notices: rest };
}

export function notice(state: State, tone: Notice["tone"], text: string): State {
  if (state.notices.some((n) => n.text === text)) return state;
  const id = 1 + Math.max(0, ...state.notices.map((n) => n.id));
  return { ...state, notices: [...state.notices, { id, tone, text }].slice(-MAX_NOTICES) };
}

function answered(state: State, event: EventMessage): State {
  const items = new Set(event.items);
  const cards = state.shown.filter((card) => items.has(card.item));
  const pending = [...state.pending, { event, cards }];
  const next: State = {
    ...state,
    pending,
    redoing: event.kind === "redo" || (state.redoing && event.kind !== "undo"),
    last: described(event, state.last),
    asked: ANSWERS.includes(event.kind) || event.kind === "undo" ? null : state.asked,
    past: { ...state.past, rows: corrected(state, event) },
  };
  if (!ANSWERS.includes(event.kind)) return next;
  return withCards({ ...next, input: null }, remove(next, items, capacity(next)));
}

function described(event: EventMessage, last: string): string {
  const many = event.items.length > 1 ? ` × ${event.items.length}` : "";
  if (event.kind === "label") return `${event.value}${many}`;
  if (event.kind === "skip") return `skipped${many}`;
  if (event.kind === "unsure") return `unsure${many}`;
  if (event.kind === "flag") return "flagged";
  if (event.kind === "bulk") return "a region";
  if (event.kind === "undo") return "undone";
  if (event.kind === "redo") return "done again";
  return last;
}

/** The list of past answers shows a correction before the kernel confirms it. */
function corrected(state: State, event: EventMessage): State["past"]["rows"] {
  if (event.kind !== "label") return state.past.rows;
  return state.past.rows.map((row) =>
    event.items.includes(row.item) ? { ...row, kind: "label" as const, answer: event.value } : row,
  );
}

function adopt(state: State, events: EventMessage[]): State {
  const known = new Set(state.pending.map((p) => p.event.id));
  const fresh = events.filter((event) => !known.has(event.id));
  const pending = [...fresh.map((event) => ({ event, cards: [] })), ...state.pending];
  const next = { ...state, pending };
  return withCards(next, remove(next, blockedItems(pending), capacity(next)));
}

function painted(state: State, items: number[], at: number): State {
  const here = new Set(state.shown.map((card) => card.item));
  const fresh = items.filter((item) => here.has(item) && !state.paintedAt.has(item));
  if (fresh.length === 0) return state;
  const entries = fresh.map((item): [number, number] => [item, at]);
  return { ...state, paintedAt: new Map([...state.paintedAt, ...entries]) };
}

function toView(state: State, view: State["view"]): State {
  if (view === state.view) return state;
  const next = { ...state, view, input: null, help: false, selected: new Set<number>() };
  if (view === "past") return next;
  const first = state.view === "grid" ? state.shown[state.cursor] : state.shown[0];
  const others = state.shown.filter((card) => card !== first);
  const cards = { shown: first ? [first] : [], queue: [...others, ...state.queue] };
  const keep = refill(cards, capacity(next));
  return { ...withCards({ ...next, shown: keep.shown }, keep), cursor: 0 };
}

function moveCursor(state: State, to: number, extend: boolean): State {
  const cursor = Math.min(Math.max(0, to), Math.max(0, state.shown.length - 1));
  if (!extend) return { ...state, cursor };
  const reached = [state.shown[state.cursor], state.shown[cursor]].flatMap((c) =>
    c ? [c.item] : [],
  );
  return { ...state, cursor, selected: new Set([...state.selected, ...reached]) };
}

function toggle(state: State, item: number, extend: boolean): State {
  const at = state.shown.findIndex((card) => card.item === item);
  if (at < 0) return state;
  const selected = new Set(state.selected);
  if (extend) {
    const [from, to] = [Math.min(at, state.cursor), Math.max(at, state.cursor)];
    for (const card of state.shown.slice(from, to + 1)) selected.add(card.item);
  } else if (!selected.delete(item)) {
    selected.add(item);
  }
  return { ...state, selected, cursor: at };
}

function received(state: State, reply: KnownReply): State {
  switch (reply.type) {
    case "ack":
      return acknowledged(state, reply.id);
    case "error":
      return refused(state, reply);
    case "queue":
      return queued(state, reply);
    case "labelled":
      return labelledElsewhere(state, reply.items, reply.codes);
    case "past":
      // Two views of one model hear each other's lists: only the page asked for is taken.
      if (reply.offset !== state.past.offset) return state;
      return {
        ...state,
        past: { ...state.past, total: reply.total, rows: reply.rows, loading: false },
      };
    case "strategies":
      return { ...state, strategies: reply.rows };
    case "comparison":
      return { ...state, comparison: { sides: reply.sides, common: reply.common } };
    default:
      return state; // columns, selection and previews belong to the map
  }
}

function acknowledged(state: State, id: string): State {
  const done = state.pending.find((p) => p.event.id === id);
  if (!done) return state;
  const { kind, value } = done.event;
  const added = kind === "class_add" && value !== null ? [...state.added, value] : state.added;
  return { ...state, added, pending: state.pending.filter((p) => p !== done) };
}

function refused(state: State, reply: Extract<Reply, { type: "error" }>): State {
  // The header speaks of the store already.
  const known = reply.keep && reply.code === "store" && state.status.store.text !== null;
  const tone = reply.code.startsWith("nothing_to") ? "info" : "bad";
  const told = known ? state : notice(state, tone, reply.text);
  const entry = state.pending.find((p) => p.event.id === reply.id);
  if (!entry || reply.keep) return told;
  const next: State = {
    ...told,
    redoing: false,
    last: "",
    pending: told.pending.filter((p) => p !== entry),
  };
  if (!ANSWERS.includes(entry.event.kind)) return next;
  return withCards(next, restore(next, entry.cards, capacity(next)));
}

function queued(state: State, reply: Extract<KnownReply, { type: "queue" }>): State {
  const blocked = blockedItems(state.pending);
  // Without a card pane nobody looks at a sample: nothing has to stay.
  const looked = state.config.panes.includes("card") ? state : { shown: [], queue: [] };
  const fresh = replace(looked, reply.cards, blocked, capacity(state));
  const next = { ...state, started: true, queueRev: reply.rev, asked: reply.asked };
  // The kernel repeats `asked` until it is answered; only the first time is news.
  const news = reply.asked !== null && reply.asked !== state.asked;
  const asked = news ? reply.cards.find((card) => card.item === reply.asked) : undefined;
  const undoing = state.pending.some((p) => p.event.kind === "undo");
  if (!asked) return withCards(next, fresh);
  if (blocked.has(asked.item) && !undoing) return withCards({ ...next, asked: null }, fresh);
  return toScreen(next, fresh, asked);
}

/** Shown again as it was asked now, even where it is on the screen already. */
function toScreen(state: State, cards: Cards, asked: Card): State {
  const forgotten = new Map([...state.paintedAt].filter(([item]) => item !== asked.item));
  const single: State = { ...state, view: "card", paintedAt: forgotten };
  return withCards(single, interrupt(cards, asked));
}

/** A card whose media had to be asked for: to its place in the queue, or to the screen. */
function late(state: State, { card, followers }: Late): State {
  if (state.shown.some((other) => other.item === card.item)) return state;
  const asked = card.item === state.asked;
  const undoing = asked && state.pending.some((p) => p.event.kind === "undo");
  if (blockedItems(state.pending).has(card.item) && !undoing) return state;
  if (asked) return toScreen(state, state, card);
  return withCards(state, insert(state, card, followers, capacity(state)));
}

function labelledElsewhere(state: State, items: number[], codes: number[]): State {
  const code = new Map(items.map((item, i) => [item, codes[i] ?? -1]));
  const news = (card: Card) => {
    const now = code.get(card.item);
    return now !== undefined && now >= 0 && now !== card.label;
  };
  const gone = [...state.shown, ...state.queue].filter(news);
  if (gone.length === 0) return state;
  const next = withCards(
    state,
    remove(state, new Set(gone.map((card) => card.item)), capacity(state)),
  );
  const seen = state.shown.filter(news);
  const first = seen[0];
  if (!first) return next;
  if (state.redoing) return { ...next, redoing: false };
  const name = state.status.classes[code.get(first.item) ?? -1] ?? "a new class";
  const text =
    seen.length === 1
      ? `${first.id} was labelled ${name} elsewhere; this is the next sample.`
      : `${seen.length} of these samples were labelled elsewhere; others took their place.`;
  return notice(next, "info", text);
}
