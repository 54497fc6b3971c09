// Stand-ins for tests: cards, replies, and a model that records what the page sends.

import type { Channel } from "./connection";
import type { KnownCard, KnownReply } from "./media";
import type { Batch, EventMessage, Reply } from "./protocol";

export function card(item: number, over: Partial<KnownCard> = {}): KnownCard {
  return {
    item,
    id: `id-${item}`,
    media: { kind: "text", text: `text ${item}` },
    asked: {
      strategy: "margin",
      round: 2,
      model_version: 3,
      selection_probability: null,
      slice: "active",
    },
    score: 0.5,
    rank: 1,
    considered: 100,
    reasons: ["cat and dog are nearly tied."],
    probabilities: [
      [0, 0.6],
      [1, 0.4],
    ],
    label: null,
    ...over,
  };
}

export function queue(items: number[], rev = 1, asked: number | null = null): KnownReply {
  return { type: "queue", rev, cards: items.map((item) => card(item)), asked };
}

export function event(id: string, over: Partial<EventMessage> = {}): EventMessage {
  return {
    type: "event",
    id,
    kind: "label",
    items: [1],
    value: "cat",
    shown_at: 1,
    answered_at: 2,
    active_seconds: 1,
    options: ["cat", "dog"],
    asked: [null],
    ...over,
  };
}

type Handler = (...args: never[]) => void;

export class FakeModel implements Channel {
  readonly sent: Record<string, unknown>[] = [];
  readonly listeners = new Map<string, Set<Handler>>();
  readonly traits: Record<string, unknown>;
  #seq = 0;

  constructor(config: object = {}, status: object = {}) {
    this.traits = {
      config: { protocol: 1, session: "s1", title: "pets", panes: ["card"], pool: 100, ...config },
      status: { classes: ["cat", "dog", "fox"], ...status },
      curve: { source: "none", points: [], text: "", trust: null },
    };
  }

  get(name: string): unknown {
    return this.traits[name];
  }

  on(name: string, callback: Handler): void {
    const set = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, set.add(callback));
  }

  off(name?: string | null, callback?: Handler | null): void {
    if (name && callback) this.listeners.get(name)?.delete(callback);
  }

  send(content: unknown): void {
    this.sent.push(content as Record<string, unknown>);
  }

  emit(name: string, ...args: unknown[]): void {
    for (const listener of [...(this.listeners.get(name) ?? [])]) {
      (listener as (...values: unknown[]) => void)(...args);
    }
  }

  reply(...messages: Reply[]): void {
    this.batch(messages);
  }

  batch(messages: Reply[], buffers: unknown[] = [], over: Partial<Batch> = {}): void {
    this.#seq = over.seq ?? this.#seq + 1;
    this.emit("msg:custom", { v: 1, type: "batch", messages, ...over, seq: this.#seq }, buffers);
  }

  setStatus(status: object): void {
    this.traits.status = { ...(this.traits.status as object), ...status };
    this.emit("change:status");
  }

  /** Messages of one type. */
  of(type: string): Record<string, unknown>[] {
    return this.sent.filter((message) => message.type === type);
  }
}

export class MemoryStorage implements Storage {
  readonly #map = new Map<string, string>();
  get length(): number {
    return this.#map.size;
  }
  clear(): void {
    this.#map.clear();
  }
  getItem(key: string): string | null {
    return this.#map.get(key) ?? null;
  }
  key(index: number): string | null {
    return [...this.#map.keys()][index] ?? null;
  }
  removeItem(key: string): void {
    this.#map.delete(key);
  }
  setItem(key: string, value: string): void {
    this.#map.set(key, value);
  }
}
