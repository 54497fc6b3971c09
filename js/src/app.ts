// One view: store, connection, panes. Everything that is made here is let go of in `destroy`.

import { createCard } from "./card/card";
import type { Context } from "./card/context";
import { createHeader } from "./header/header";
import { createPanes } from "./panes";
import { ActiveClock } from "./shared/activity";
import { createAnnouncer } from "./shared/announce";
import { type Channel, Connection, mismatchText } from "./shared/connection";
import { h } from "./shared/dom";
import { newId } from "./shared/events";
import { keyboardLayout, keyLabel, keymap } from "./shared/keys";
import { createLater } from "./shared/later";
import { leaveOnEscape } from "./shared/leave";
import { MediaMemory } from "./shared/media";
import { browserStorage, forgetOld, pendingMirror } from "./shared/pending";
import { PROTOCOL } from "./shared/protocol";
import { createSession } from "./shared/session";
import type { State } from "./shared/state";
import { createStore } from "./shared/store";
import { followTheme } from "./shared/theme";

const seconds = () => Date.now() / 1000;

export interface App {
  el: HTMLElement;
  destroy(): void;
}

export function createApp(channel: Channel, host: HTMLElement): App {
  const view = newId();
  const root = h("div.al-root", { data: { testid: "jupyter-al" } });
  const store = createStore(channel.get("config"), channel.get("status"));
  const clock = new ActiveClock(() => performance.now() / 1000);
  const announcer = createAnnouncer();
  const storage = browserStorage();
  const memory = new MediaMemory();
  const ends: (() => void)[] = [];
  forgetOld(storage, seconds());

  const connection = new Connection({
    channel,
    view,
    mirror: pendingMirror(store.get().config.session, storage),
    have: () => ({ queue: store.get().queueRev, ...panes.have() }),
    onReply(raw) {
      const { reply, late, missing } = memory.receive(raw);
      store.dispatch({ type: "reply", reply });
      for (const one of late) store.dispatch({ type: "late", ...one });
      if (missing.length > 0) connection.request({ type: "preview", items: missing });
      panes.onReply(reply);
      if (reply.type === "error" || reply.type === "ack") afterReply(reply.id);
    },
    onAdopt: (events) => store.dispatch({ type: "adopt", events }),
    onSilence: (silent) => store.dispatch({ type: "silent", silent }),
    onMismatch: (text) => store.dispatch({ type: "mismatch", text }),
    onResync() {
      panes.forget();
      listAgain();
    },
  });
  const session = createSession({ store, connection, clock, announcer, now: seconds });

  function listAgain(): void {
    const { view: now, past } = store.get();
    if (now === "past") session.listPast(past.kind, past.className, past.offset);
  }

  /** A confirmed or refused correction: the open list shows what the kernel has now. */
  function afterReply(id: string | null): void {
    if (id !== null && store.get().pending.length === 0) listAgain();
  }

  let keys = keymap(store.get().config.keys);
  let layout: ReadonlyMap<string, string> | undefined;
  const context: Context = {
    store,
    session,
    id: `al-${view}`,
    keys: () => keys,
    keyLabel: (action) => keyLabel(keys.code.get(action), layout),
  };

  const header = createHeader(store, session);
  const wanted = store.get().config.panes;
  const card = wanted.includes("card") ? createCard({ context, clock }) : null;
  const panes = createPanes({
    store,
    session,
    wanted,
    say: announcer.say,
    curve: () => channel.get("curve"),
  });
  const body = h(
    "div.al-body",
    { data: { alPanes: wanted.join(" ") } },
    card?.el ?? null,
    ...panes.elements,
    header.menu,
  );
  root.append(header.el, body, announcer.el);
  host.append(root);
  ends.push(
    () => root.remove(),
    () => card?.destroy(),
    () => panes.destroy(),
  );

  let drawn: State | null = null;
  function drawRest(): void {
    const [state, before] = [store.get(), drawn];
    drawn = state;
    card?.later(state, before);
    header.update(state);
    panes.update(state, before);
  }
  const rest = createLater(drawRest);

  function update(state: State, before: State | null): void {
    card?.update(state, before);
    header.count(state.pending.length);
    rest.ask();
    const [now, then] = [state.shown[0], before?.shown[0]];
    const seen = now !== undefined && state.paintedAt.has(now.item);
    if (seen && !(now === then && before?.paintedAt.has(now.item))) clock.restart(visible());
  }
  ends.push(store.subscribe(update), rest.stop);

  function listen(event: string, callback: () => void): void {
    channel.on(event, callback);
    ends.push(() => channel.off(event, callback));
  }
  listen("change:config", () => {
    store.dispatch({ type: "config", config: channel.get("config") });
    keys = keymap(store.get().config.keys);
    card?.update(store.get(), null);
  });
  listen("change:status", () => {
    const unsaved = store.get().status.store.text !== null;
    store.dispatch({ type: "status", status: channel.get("status") });
    const { status } = store.get();
    if (unsaved && status.store.text === null) connection.resend();
    connection.statusChanged(status.revisions);
  });
  listen("change:curve", rest.ask);

  // Time counts only while the page is visible and the card is in view.
  let inView = true;
  const visible = () => inView && !root.ownerDocument.hidden;
  const look = () => (visible() ? clock.resume() : clock.pause());
  root.ownerDocument.addEventListener("visibilitychange", look);
  ends.push(() => root.ownerDocument.removeEventListener("visibilitychange", look));
  if (card && typeof IntersectionObserver !== "undefined") {
    const observer = new IntersectionObserver((entries) => {
      inView = entries.at(-1)?.isIntersecting ?? true;
      look();
    });
    observer.observe(card.el);
    ends.push(() => observer.disconnect());
  }

  ends.push(leaveOnEscape(root));
  ends.push(followTheme(root, (theme) => panes.setTheme(theme)));
  void keyboardLayout().then((map) => {
    if (destroyed || !map) return;
    layout = map;
    card?.update(store.get(), null);
    rest.ask();
  });

  update(store.get(), null);
  drawRest();
  const { protocol } = store.get().config;
  if (protocol === PROTOCOL) connection.start();
  else store.dispatch({ type: "mismatch", text: mismatchText(protocol) });
  ends.push(() => connection.close());

  let destroyed = false;
  return {
    el: root,
    destroy() {
      if (destroyed) return;
      destroyed = true;
      for (const end of ends.reverse()) end();
    },
  };
}
