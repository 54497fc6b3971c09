// The item under the mouse: what this view has of it is shown at once, the rest is fetched.

import { createMedia, type MediaView } from "./card/media";
import { createDetails } from "./details";
import { h } from "./shared/dom";
import type { KnownCard } from "./shared/media";
import type { Preview } from "./shared/protocol";
import type { Session } from "./shared/session";
import { classesOf, type State } from "./shared/state";

const REST = 80; // ms the pointer rests before an item is fetched
const KEPT = 200; // previews

type Known = KnownCard & Preview;

export interface HoverOptions {
  session: Session;
  state(): State;
  by(): string | undefined; // the score that the map shows
  show(item: number, node: Node, facts: Node): void;
}

export function createHover({ session, state, by, show }: HoverOptions) {
  const known = new Map<number, Known>();
  let hovered: number | null = null;
  let media: MediaView | null = null;
  let drawn: KnownCard["media"] | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const fetch = (item: number) => {
    const name = by();
    session.request({
      type: "preview",
      items: [item],
      ...(name === undefined ? {} : { by: name }),
    });
  };

  function draw(card: Known): void {
    if (!media || drawn !== card.media) {
      media?.destroy();
      media = createMedia(card.media, card.id, true);
      drawn = card.media;
    }
    const name = h("div.al-small.al-muted.al-name", { dir: "auto" }, card.id);
    const node = h("div.al-preview-item", {}, media.el, name);
    show(card.item, node, createDetails(card, classesOf(state())));
  }

  /** Samples of the queue are here already: they need no kernel. */
  function queued(item: number): Known | undefined {
    const { shown, queue } = state();
    return [...shown, ...queue].find((card) => card.item === item);
  }

  function point(item: number | null): void {
    hovered = item;
    clearTimeout(timer);
    if (item === null) return;
    const whole = known.get(item);
    const card = whole ?? queued(item);
    if (card) draw(card);
    if (!whole) timer = setTimeout(fetch, REST, item);
  }

  return {
    point,
    /** Answers of the kernel. */
    receive(cards: readonly Known[]): void {
      for (const card of cards) {
        known.delete(card.item);
        known.set(card.item, card);
        const oldest = known.keys().next().value;
        if (known.size > KEPT && oldest !== undefined) known.delete(oldest);
        if (card.item === hovered) draw(card);
      }
    },
    /** What was told of these items (null: of all) does not hold any more. */
    forget(items: readonly number[] | null): void {
      if (items === null) known.clear();
      else for (const item of items) known.delete(item);
      if (hovered !== null && (items === null || items.includes(hovered))) fetch(hovered);
    },
    destroy(): void {
      clearTimeout(timer);
      media?.destroy();
    },
  };
}
