// An answer as a message: everything that cannot be recovered later is written down here.

import type { Asked, Card, EventKind, EventMessage } from "./protocol";

const MAX_OPTIONS = 30;

/** A random id, also where the page is not a "secure context" (plain http to another machine). */
export function newId(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export interface Answer {
  kind: EventKind;
  cards?: readonly Card[]; // answered on the screen
  items?: readonly number[]; // corrected in the list: nothing was asked
  value?: string | null;
  old?: string;
  shownAt?: number | null;
  activeSeconds?: number | null;
  options?: readonly string[] | null;
}

/** Build the event; `at` is seconds since 1970. */
export function makeEvent(answer: Answer, id: string, at: number): EventMessage {
  const cards = answer.cards ?? [];
  const items = answer.items ?? cards.map((card) => card.item);
  const asked: (Asked | null)[] = answer.items
    ? answer.items.map(() => null)
    : cards.map((card) => card.asked);
  const event: EventMessage = {
    type: "event",
    id,
    kind: answer.kind,
    items: [...items],
    value: answer.value ?? null,
    shown_at: answer.shownAt ?? null,
    answered_at: at,
    active_seconds: answer.activeSeconds ?? null,
    options: shownOptions(answer.options ?? null, answer.value ?? null),
    asked,
  };
  return answer.old === undefined ? event : { ...event, old: answer.old };
}

/** The classes in the order of the screen; of very many the first ones, and the one chosen. */
function shownOptions(options: readonly string[] | null, value: string | null): string[] | null {
  if (options === null) return null;
  const first = options.slice(0, MAX_OPTIONS);
  if (value !== null && options.includes(value) && !first.includes(value)) first.push(value);
  return first;
}
