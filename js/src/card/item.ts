// The sample itself, large. The next one is prepared while this one is looked at.

import { fill, h } from "../shared/dom";
import type { KnownCard as Card } from "../shared/media";
import type { State } from "../shared/state";
import type { Context, Part } from "./context";
import { createMedia, type MediaView } from "./media";
import { whenPainted } from "./painted";

export interface ItemPart extends Part {
  play(): void;
}

/** A new ranking brings new cards of the same items: what they look like is kept. */
function same(one: Card, other: Card): boolean {
  return one.item === other.item && one.media === other.media;
}

export function createItem(context: Context): ItemPart {
  const el = h("div.al-item");
  let shown: { card: Card; view: MediaView } | null = null;
  let next: { card: Card; view: MediaView } | null = null;
  let waiting: Card | null = null; // shown, its first frame not drawn yet
  let cancel = () => {};
  let scrolled = false;
  el.addEventListener("scroll", () => {
    scrolled = true;
  });

  function take(card: Card): MediaView {
    if (next && same(next.card, card)) {
      const { view } = next;
      next = null;
      return view;
    }
    return createMedia(card.media, card.id);
  }

  function show(card: Card): void {
    shown?.view.destroy();
    const view = take(card);
    shown = { card, view };
    fill(el, view.el);
    if (scrolled) el.scrollTop = 0; // asking would cost a layout
    scrolled = false;
  }

  function clear(): void {
    cancel();
    waiting = null;
    shown?.view.destroy();
    next?.view.destroy();
    shown = null;
    next = null;
  }

  return {
    el,
    play: () => shown?.view.play(),
    update(state: State) {
      const card = state.view === "card" ? state.shown[0] : undefined;
      if (!card) {
        clear();
        fill(el);
        return;
      }
      if (shown && same(shown.card, card)) shown.card = card;
      else show(card);
      if (!state.paintedAt.has(card.item) && waiting !== card && shown) {
        cancel();
        waiting = card;
        cancel = whenPainted([shown.view.ready], (at) => {
          waiting = null;
          context.store.dispatch({ type: "painted", items: [card.item], at });
        });
      }
    },
    later(state) {
      const following = state.view === "card" ? state.queue[0] : undefined;
      if (following && !(next && same(next.card, following))) {
        next?.view.destroy();
        next = { card: following, view: createMedia(following.media, following.id) };
      }
    },
    destroy: clear,
  };
}
