// What the last items look like. The kernel sends a picture once: from then on its card comes
// with `media: null`, and the page fills it in. What it has forgotten it asks for.

import type { Card, Media, Reply } from "./protocol";

const KEPT = 256; // items
const PATIENCE = 2_000; // ms after which a request that brought nothing is made again

/** A card that can be shown. */
export type KnownCard = Card & { media: Media };

type Known<R> = R extends { cards: Card[] } ? Omit<R, "cards"> & { cards: KnownCard[] } : R;
export type KnownReply = Known<Reply>;

/** A card that had to wait for its media, and the items that come after it in its queue. */
export interface Late {
  card: KnownCard;
  followers: ReadonlySet<number>;
}

type Waiting = Omit<Late, "card"> & { card: Card };

export interface Filled {
  reply: KnownReply; // cards that cannot be shown are left out
  late: Late[]; // cards of the queue that this reply completed
  missing: number[]; // items to ask for
}

export class MediaMemory {
  readonly #known = new Map<number, Media>();
  readonly #requested = new Map<number, number>(); // item -> when
  #waiting = new Map<number, Waiting>();

  constructor(private readonly now: () => number = Date.now) {}

  /** Learn what a reply brings, and fill in what it leaves out. */
  receive(reply: Reply): Filled {
    // What a look shows has its media with it, and is not counted on later.
    if (reply.type !== "queue" && reply.type !== "items")
      return { reply: reply as KnownReply, late: [], missing: [] };
    for (const { item, media } of reply.cards) if (media) this.#keep(item, media);
    const cards = reply.cards.flatMap((card) => this.#fill(card) ?? []);
    if (reply.type === "items")
      return { reply: { ...reply, cards }, late: this.#arrived(), missing: [] };
    const order = reply.cards.map((card) => card.item);
    const lacking = reply.cards.filter((card) => !this.#known.has(card.item));
    this.#waiting = new Map(
      lacking.map((card) => [
        card.item,
        { card, followers: new Set(order.slice(order.indexOf(card.item) + 1)) },
      ]),
    );
    return {
      reply: { ...reply, cards },
      late: [],
      missing: this.#request([...this.#waiting.keys()]),
    };
  }

  #fill(card: Card): KnownCard | null {
    const media = card.media ?? this.#known.get(card.item);
    return media ? { ...card, media } : null;
  }

  #keep(item: number, media: Media): void {
    this.#requested.delete(item);
    this.#known.delete(item); // to the end: the oldest go first
    this.#known.set(item, media);
    const oldest = this.#known.keys().next().value;
    if (this.#known.size > KEPT && oldest !== undefined) this.#known.delete(oldest);
  }

  #arrived(): Late[] {
    return [...this.#waiting].flatMap(([item, { card, followers }]) => {
      const known = this.#fill(card);
      if (!known) return [];
      this.#waiting.delete(item);
      return { card: known, followers };
    });
  }

  #request(items: number[]): number[] {
    const now = this.now();
    const due = items.filter((item) => now - (this.#requested.get(item) ?? -Infinity) > PATIENCE);
    for (const item of due) this.#requested.set(item, now);
    return due;
  }
}
