// Unacknowledged answers, kept in the browser: a reload or a kernel restart loses none.
// Only ids, labels and why an item was asked are written, never what an item looks like.

import type { EventMessage } from "./protocol";

const PREFIX = "jupyter-al:pending:";
const KEEP_DAYS = 30; // a store that nobody opened again for so long is given up

export interface PendingMirror {
  load(): EventMessage[];
  add(event: EventMessage): void;
  drop(id: string): void;
}

/** Answers of one session; several tabs write to it, so each change touches its own id only. */
export function pendingMirror(session: string, storage: Storage | null): PendingMirror {
  const key = PREFIX + session;
  const read = (): EventMessage[] => {
    try {
      const value: unknown = JSON.parse(storage?.getItem(key) ?? "[]");
      return Array.isArray(value) ? value.filter(isEvent) : [];
    } catch {
      return []; // storage is forbidden, or somebody else wrote there
    }
  };
  const write = (events: EventMessage[]): void => {
    try {
      if (events.length === 0) storage?.removeItem(key);
      else storage?.setItem(key, JSON.stringify(events));
    } catch {
      // Full or forbidden: the answers still live in the page, and are sent from there.
    }
  };
  return {
    load: read,
    add: (event) => write([...read().filter((old) => old.id !== event.id), event]),
    drop(id) {
      const events = read();
      const rest = events.filter((event) => event.id !== id);
      if (rest.length !== events.length) write(rest);
    },
  };
}

function isEvent(value: unknown): value is EventMessage {
  if (value === null || typeof value !== "object") return false;
  const event = value as Partial<EventMessage>;
  return (
    event.type === "event" &&
    typeof event.id === "string" &&
    typeof event.kind === "string" &&
    Array.isArray(event.items) &&
    typeof event.answered_at === "number"
  );
}

/** Forget what sessions of long ago left behind. `now` is seconds since 1970. */
export function forgetOld(storage: Storage | null, now: number): void {
  if (!storage) return;
  try {
    const keys = Array.from({ length: storage.length }, (_, i) => storage.key(i) ?? "");
    for (const key of keys.filter((name) => name.startsWith(PREFIX))) {
      const events = pendingMirror(key.slice(PREFIX.length), storage).load();
      const newest = Math.max(0, ...events.map((event) => event.answered_at));
      if (now - newest > KEEP_DAYS * 86_400) storage.removeItem(key);
    }
  } catch {
    // Nothing can be read here: nothing to forget either.
  }
}

/** The browser's storage, or null where a frame may not use it. */
export function browserStorage(): Storage | null {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}
