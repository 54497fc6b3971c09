// What a person can do, each as one function: build the event, show it at once, send it.

import type { ActiveClock } from "./activity";
import type { Announcer } from "./announce";
import type { Connection } from "./connection";
import { type Answer, makeEvent, newId } from "./events";
import { plural, probability, shorten } from "./format";
import type { KnownCard as Card } from "./media";
import { optionsShown } from "./options";
import type { Command, EventMessage, PastAnswer, Request, Setting } from "./protocol";
import { classesOf, type State, targets } from "./state";
import type { Store } from "./store";

export const PAGE = 10; // past answers shown at once

export interface Session {
  label(name: string): void;
  accept(): void;
  skip(): void;
  unsure(): void;
  flag(note: string): void;
  undo(): void;
  redo(): void;
  addClass(name: string): boolean; // false: refused, in words
  renameClass(old: string, name: string): boolean;
  correct(row: PastAnswer, name: string): void;
  listPast(kind: string | null, className: string | null, offset: number): void;
  ask(items: number[]): void;
  labelAll(cards: readonly Card[], name: string): void; // shown together, on the map
  labelRegion(plan: string): void; // what was checked, as one step
  set(name: Setting, value: string): void;
  command(name: Command): void;
  request(request: Request): void;
}

export interface SessionOptions {
  store: Store;
  connection: Connection;
  clock: ActiveClock;
  announcer: Announcer;
  now(): number; // seconds since 1970
}

/** The class the model would give, when it has an opinion. */
export function guessOf(card: Card | undefined, classes: readonly string[]): string | null {
  const first = card?.probabilities[0];
  return first === undefined ? null : (classes[first[0]] ?? null);
}

/** One sample in words, for those who listen. */
export function spoken(card: Card | undefined, classes: readonly string[]): string {
  if (!card) return "no further sample yet";
  const what =
    card.media.kind === "text"
      ? shorten(card.media.text ?? "", 80)
      : `${card.media.kind} ${card.id}`;
  const guess = guessOf(card, classes);
  const p = card.probabilities[0]?.[1];
  return guess !== null && p !== undefined
    ? `${what}; the model says ${guess}, ${probability(p)}`
    : what;
}

export function createSession(options: SessionOptions): Session {
  const { store, connection, clock, announcer, now } = options;

  function send(answer: Answer): EventMessage {
    const event = makeEvent(answer, newId(), now());
    store.dispatch({ type: "answered", event });
    connection.post(event);
    return event;
  }

  function tell(text: string, tone: "info" | "bad" = "info"): void {
    store.dispatch({ type: "notice", tone, text });
    announcer.say(text);
  }

  /** Answer what is on the screen. Without a seen card nothing happens: no sample is answered blind. */
  function answer(
    kind: "label" | "skip" | "unsure" | "flag",
    value: string | null,
    words: string,
  ): void {
    const state = store.get();
    const cards = targets(state);
    const first = cards[0];
    if (!first) return;
    send({
      kind,
      cards,
      value,
      shownAt: state.paintedAt.get(first.item) ?? null,
      activeSeconds: Math.round(clock.seconds() * 1000) / 1000,
      options: optionsShown(state),
    });
    if (kind !== "flag") clock.restart(true); // of the grid, the rest is looked at from now on
    const after = store.get();
    const many = cards.length > 1 ? ` ${cards.length} samples` : "";
    const next = kind === "flag" ? "" : `; next: ${spoken(after.shown[0], classesOf(after))}`;
    announcer.say(`${words}${many}${next}`);
  }

  /** Why a class name cannot be taken, or null. */
  function refusal(name: string, state: State): string | null {
    if (name === "") return "Type a name for the class.";
    const twin = classesOf(state).find((c) => c.toLowerCase() === name.toLowerCase());
    return twin === undefined ? null : `There is a class “${twin}” already.`;
  }

  return {
    label(name) {
      if (classesOf(store.get()).includes(name)) answer("label", name, `labelled ${name}`);
    },
    accept() {
      const state = store.get();
      const cards = targets(state);
      const guesses = new Set(cards.map((card) => guessOf(card, classesOf(state))));
      const [guess] = guesses;
      if (cards.length === 0) return;
      if (guess === null || guess === undefined)
        tell("The model has no guess yet: choose a class.");
      else if (guesses.size > 1) tell("The guesses of these samples differ: choose a class.");
      else answer("label", guess, `labelled ${guess}`);
    },
    skip: () => answer("skip", null, "skipped"),
    unsure: () => answer("unsure", null, "unsure"),
    flag(note) {
      answer("flag", note.trim() || null, "flagged");
      store.dispatch({ type: "input", input: null });
    },
    undo() {
      const { status, pending } = store.get();
      if (status.counts.undo === 0 && pending.length === 0) tell("There is nothing to undo.");
      else {
        send({ kind: "undo" });
        announcer.say("undone");
      }
    },
    redo() {
      const { status, pending } = store.get();
      if (status.counts.redo === 0 && pending.length === 0) tell("There is nothing to do again.");
      else {
        send({ kind: "redo" });
        announcer.say("done again");
      }
    },
    addClass(raw) {
      const name = raw.trim();
      const no = refusal(name, store.get());
      if (no !== null) {
        tell(no, "bad");
        return false;
      }
      send({ kind: "class_add", value: name });
      store.dispatch({ type: "input", input: null });
      announcer.say(`new class ${name}`);
      return true;
    },
    renameClass(old, raw) {
      const name = raw.trim();
      const state = store.get();
      const no =
        name.toLowerCase() === old.toLowerCase() && name !== "" ? null : refusal(name, state);
      if (no !== null) {
        tell(no, "bad");
        return false;
      }
      if (name !== old) send({ kind: "class_rename", value: name, old });
      store.dispatch({ type: "input", input: null });
      return true;
    },
    correct(row, name) {
      send({ kind: "label", items: [row.item], value: name, options: classesOf(store.get()) });
      announcer.say(`${row.id} is ${name} now`);
    },
    labelAll(cards, name) {
      if (cards.length === 0) return;
      send({ kind: "label", cards, value: name, options: classesOf(store.get()) });
      announcer.say(`labelled ${name} ${plural(cards.length, "item")}`);
    },
    labelRegion(plan) {
      send({ kind: "bulk", value: plan });
    },
    listPast(kind, className, offset) {
      store.dispatch({ type: "past-filter", kind, className, offset });
      connection.request({ type: "past", kind, class_name: className, offset, limit: PAGE });
    },
    ask(items) {
      store.dispatch({ type: "asking" });
      connection.request({ type: "ask", items });
      if (items.length > 1) announcer.say(`asking ${plural(items.length, "sample")}`);
    },
    set: (name, value) => connection.request({ type: "set", name, value }),
    command(name) {
      connection.request({ type: "command", name });
      if (name === "retry_store") connection.resend();
    },
    request: (request) => connection.request(request),
  };
}
