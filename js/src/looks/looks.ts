// The strip under the map: what can be done with a selection, and the panel that does it.

import type { MapAction } from "../map/keys";
import type { MapView } from "../map/view";
import { fill, h } from "../shared/dom";
import { newId } from "../shared/events";
import { count, plural } from "../shared/format";
import type { KnownReply } from "../shared/media";
import type { Session } from "../shared/session";
import { classesOf, type State } from "../shared/state";
import type { Store } from "../shared/store";
import { createNeighbours, createSearch } from "./around";
import { createBulk } from "./bulk";
import type { Look, LookContext, LookReply } from "./context";
import { button, createFrame } from "./frame";
import { createSimilar } from "./similar";
import "./looks.css";

export interface LooksOptions {
  store: Store;
  session: Session;
  map(): MapView;
  say(text: string): void;
  selected(): number;
  clearSelection(): void;
  more: readonly HTMLElement[]; // further buttons for a selection
}

export interface Looks {
  readonly el: HTMLElement;
  onAction(action: MapAction, pointed: number | null): boolean;
  onReply(reply: KnownReply): void;
  update(state: State): void;
  destroy(): void;
}

export function createLooks(options: LooksOptions): Looks {
  const { store, session, map, say } = options;
  const view = newId();
  let serial = "";
  let open: Look | null = null;
  let cards: LookReply["cards"] = [];
  let told = ""; // what was done last
  let drawn = "";

  const frame = createFrame({
    onEnter: () => open?.enter(),
    onClose: () => close(),
    onAt: (card) => {
      if (open) map().setFound({ ...open.found(), at: card.item });
    },
    onMark: () => open?.mark(),
  });
  const context: LookContext = {
    frame,
    session,
    classes: () => classesOf(store.get()),
    shown: () => cards,
    ask(what, more) {
      serial = `${view.slice(0, 20)}:${newId().slice(0, 12)}`;
      session.request({ type: "look", what, serial, ...more });
    },
    close: () => close(),
    done(words) {
      options.clearSelection();
      close();
      told = words;
      say(words);
      draw(store.get());
    },
  };
  const neighbours = createNeighbours(context);
  const looks: Partial<Record<MapAction, Look>> = {
    bulk: createBulk(context),
    similar: createSimilar(context),
    near: neighbours,
    find: createSearch(context),
  };
  const bar = h("div.al-looks-bar.al-small");
  const el = h("div.al-looks", { hidden: true }, bar, frame.el);

  function show(look: Look): void {
    open?.close?.();
    open = look;
    told = "";
    cards = [];
    frame.cells.clear();
    frame.el.hidden = false;
    draw(store.get());
    look.open();
  }

  function close(): void {
    if (!open) return;
    open.close?.();
    open = null;
    serial = "";
    cards = [];
    frame.cells.clear();
    frame.el.hidden = true;
    map().setFound({ items: [], from: null, at: null });
    draw(store.get());
    map().element.querySelector<HTMLElement>(".al-map-stage")?.focus({ preventScroll: true });
  }

  function act(action: MapAction, pointed: number | null): boolean {
    if (action === "undo") {
      told = "";
      session.undo();
      return true;
    }
    if (action === "region") {
      const { region } = store.get().status;
      if (region === null && options.selected() === 0) return needSelection();
      session.request({ type: "ask_in", on: options.selected() > 0 });
      say(options.selected() > 0 ? "asking only in the selection" : "asking everywhere again");
      return true;
    }
    const look = looks[action];
    if (!look) return false;
    if (action === "near") {
      if (pointed === null) {
        say("point at an item first");
        return true;
      }
      neighbours.of(pointed);
    } else if (action !== "find" && options.selected() === 0) return needSelection();
    show(look);
    return true;
  }

  function needSelection(): boolean {
    say("select some points first");
    return true;
  }

  function draw({ status }: State): void {
    const n = options.selected();
    const { region } = status;
    const key = JSON.stringify([n, region, told, open !== null]);
    if (key === drawn) return;
    drawn = key;
    el.hidden = n === 0 && region === null && told === "" && open === null;
    el.toggleAttribute("data-al-open", open !== null);
    bar.hidden = open !== null || el.hidden;
    const key3 = (words: string, action: MapAction, sign: string) =>
      button(words, () => act(action, null), { key: sign, action, plain: true });
    const undo = key3("undo", "undo", "U");
    const everywhere = button(
      "ask everywhere",
      () => session.request({ type: "ask_in", on: false }),
      {
        action: "everywhere",
        plain: true,
      },
    );
    fill(
      bar,
      ...(told === "" ? [] : [h("span.al-name", {}, told), undo]),
      ...(n === 0
        ? []
        : [
            key3("label these", "bulk", "T"),
            key3("more like these", "similar", "M"),
            key3("ask only here", "region", "R"),
            ...options.more,
          ]),
      h("span.al-space"),
      region === null
        ? null
        : h(
            "span.al-looks-region",
            {},
            h("span", {}, `asking in ${plural(region, "item")}`),
            everywhere,
          ),
    );
  }

  return {
    el,
    onAction: act,
    onReply(reply) {
      if (reply.type !== "look" || reply.serial !== serial || !open) return;
      const answer = reply as LookReply;
      cards = answer.cards;
      const inside = el.contains((el.getRootNode() as Document | ShadowRoot).activeElement);
      const stage = map().element.contains(
        (el.getRootNode() as Document | ShadowRoot).activeElement,
      );
      open.receive(answer);
      const { items } = open.found();
      map().setFound({ ...open.found(), at: items[0] ?? null });
      if ((inside || stage) && !open.keepsFocus) frame.cells.focus();
      say(answer.error ?? `${count(answer.cards.length)} items shown`);
    },
    update: draw,
    destroy() {
      open?.close?.();
      frame.cells.clear();
    },
  };
}
