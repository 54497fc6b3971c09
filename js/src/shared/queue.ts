// Which cards are on the screen, and which come next. Pure: lists in, lists out.
//
// `shown` is what a person looks at (one card, or the grid): it never changes under their eyes
// except by their own answer, by `asked`, or because somebody else labelled the item.

import type { KnownCard as Card } from "./media";

export interface Cards {
  shown: Card[];
  queue: Card[]; // prefetched, not seen yet
}

/** How many cards the grid shows at once. */
export const GRID = 12;

/** Fill the free places on the screen from the queue. */
export function refill({ shown, queue }: Cards, capacity: number): Cards {
  if (shown.length > capacity) {
    return { shown: shown.slice(0, capacity), queue: [...shown.slice(capacity), ...queue] };
  }
  const free = capacity - shown.length;
  return { shown: [...shown, ...queue.slice(0, free)], queue: queue.slice(free) };
}

/** Take items off the screen and out of the queue; the next ones move up. */
export function remove(cards: Cards, items: ReadonlySet<number>, capacity: number): Cards {
  const keep = (card: Card) => !items.has(card.item);
  return refill({ shown: cards.shown.filter(keep), queue: cards.queue.filter(keep) }, capacity);
}

/** A new ranking: what is on the screen stays, what nobody has seen is replaced. */
export function replace(
  cards: Cards,
  incoming: Card[],
  blocked: ReadonlySet<number>,
  capacity: number,
): Cards {
  const here = new Set(cards.shown.map((card) => card.item));
  const seen = new Set<number>();
  const queue = incoming.filter((card) => {
    if (here.has(card.item) || blocked.has(card.item) || seen.has(card.item)) return false;
    seen.add(card.item);
    return true;
  });
  return refill({ shown: cards.shown, queue }, capacity);
}

/** A card of the last ranking that had to wait: back to its place, before those that follow it. */
export function insert(
  cards: Cards,
  card: Card,
  followers: ReadonlySet<number>,
  capacity: number,
): Cards {
  if ([...cards.shown, ...cards.queue].some((other) => other.item === card.item)) return cards;
  const at = cards.queue.findIndex((other) => followers.has(other.item));
  const place = at < 0 ? cards.queue.length : at;
  const queue = [...cards.queue.slice(0, place), card, ...cards.queue.slice(place)];
  return refill({ shown: cards.shown, queue }, capacity);
}

/** Show one card now; what was on the screen comes right after it. */
export function interrupt({ shown, queue }: Cards, card: Card): Cards {
  const others = [...shown, ...queue].filter((other) => other.item !== card.item);
  return { shown: [card], queue: others };
}

/** Cards whose answer was refused come next; nothing on the screen moves. */
export function restore(cards: Cards, refused: Card[], capacity: number): Cards {
  const here = new Set(cards.shown.map((card) => card.item));
  const back = refused.filter((card) => !here.has(card.item));
  const items = new Set(back.map((card) => card.item));
  const rest = cards.queue.filter((card) => !items.has(card.item));
  return refill({ shown: cards.shown, queue: [...back, ...rest] }, capacity);
}
