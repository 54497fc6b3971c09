// The card pane: its parts, its keys, its focus.

import type { ActiveClock } from "../shared/activity";
import { h } from "../shared/dom";
import { holdWork } from "../shared/hold";
import { actionOf, isPressable, isTyping } from "../shared/keys";
import { stateOptions } from "../shared/options";
import type { State } from "../shared/state";
import { createBar } from "./bar";
import { createClasses } from "./classes";
import type { Context, Part } from "./context";
import { createCounts } from "./counts";
import { createEmpty } from "./empty";
import { createGrid } from "./grid";
import { createHelp } from "./help";
import { createInputs } from "./inputs";
import { createItem } from "./item";
import { createNotices } from "./notices";
import { createPast } from "./past";
import { createTop } from "./top";
import { createWhy } from "./why";
import "./card.css";

export interface CardOptions {
  context: Context;
  clock: ActiveClock;
}

export interface CardView extends Part {
  later(state: State, before: State | null): void;
  destroy(): void;
}

export function createCard({ context, clock }: CardOptions): CardView {
  const { store, session } = context;
  const item = createItem(context);
  const classes = createClasses(context);
  const cue = h(
    "button.al-plain.al-cue.al-small",
    {
      on: { click: () => el.focus({ preventScroll: true }) },
    },
    "",
  );
  const last = h("span.al-last.al-small.al-muted");
  // In the frame of the key: the sample and what goes with it.
  const parts: Record<string, Part> = {
    top: createTop(context, run),
    item,
    grid: createGrid(context),
    empty: createEmpty(),
    classes,
    why: createWhy(),
    past: createPast(context),
    inputs: createInputs(context),
  };
  // In the frame after it: nothing here may hold up the sample.
  const followers: Record<string, Part> = {
    bar: createBar(context, run),
    counts: createCounts(context),
    help: createHelp(context),
    notices: createNotices(context),
  };
  const part = (name: string): HTMLElement => (parts[name] ?? (followers[name] as Part)).el;
  const stage = h("div.al-stage", {}, part("item"), part("grid"), part("empty"));
  const sample = h("div.al-sample", {}, stage, part("classes"));
  const el: HTMLElement = h(
    "section.al-card",
    {
      tabIndex: 0,
      data: { alPane: "card", lmSuppressShortcuts: "true" },
      aria: { label: "Label one sample" },
    },
    part("top"),
    sample,
    part("past"),
    part("why"),
    part("inputs"),
    part("bar"),
    part("counts"),
    h("div.al-foot", {}, cue, last),
    part("help"),
    part("notices"),
  );

  function run(action: string): void {
    const state = store.get();
    const digit = /^class([0-9])$/.exec(action)?.[1];
    if (digit) {
      const option = stateOptions(state).find((o) => o.digit === Number(digit));
      if (option) session.label(option.name);
      return;
    }
    const cursorItem = state.shown[state.cursor]?.item;
    const actions: Record<string, () => void> = {
      accept: session.accept,
      skip: session.skip,
      unsure: session.unsure,
      undo: session.undo,
      redo: session.redo,
      flag: () => {
        if (state.shown.length > 0)
          store.dispatch({ type: "input", input: { kind: "flag", target: "" } });
      },
      new_class: () => store.dispatch({ type: "input", input: { kind: "class", target: "" } }),
      search: classes.focusSearch,
      grid: () => store.dispatch({ type: "view", view: state.view === "grid" ? "card" : "grid" }),
      past: () => {
        store.dispatch({ type: "view", view: state.view === "past" ? "card" : "past" });
        if (state.view !== "past") session.listPast(null, null, 0);
      },
      select: () => {
        if (state.view === "grid" && cursorItem !== undefined) {
          store.dispatch({ type: "toggle", item: cursorItem });
        }
      },
      play: item.play,
      help: () => store.dispatch({ type: "help", open: !state.help }),
    };
    actions[action]?.();
  }

  function onKey(event: KeyboardEvent): void {
    clock.touch();
    if (event.defaultPrevented || isTyping(event.target)) return;
    if (event.key === "Escape") {
      onEscape(event);
      return;
    }
    const action = actionOf(event, context.keys());
    if (action === null) return;
    if (action === "accept" && isPressable(event.target)) return;
    event.preventDefault();
    event.stopPropagation();
    holdWork();
    run(action);
  }

  /** Close what is open over the sample; with nothing open, Escape stays the host's. */
  function onEscape(event: KeyboardEvent): void {
    const { help, selected } = store.get();
    if (!help && selected.size === 0) return;
    event.preventDefault();
    event.stopPropagation();
    if (help) store.dispatch({ type: "help", open: false });
    else store.dispatch({ type: "select-all", on: false });
  }

  const root = () => el.getRootNode() as Document | ShadowRoot;
  const focused = () => el.contains(root().activeElement);
  function onFocus(): void {
    const active = focused();
    el.toggleAttribute("data-al-keys", active);
    cue.textContent = active ? "keys active" : "click here to use keys";
    cue.tabIndex = active ? -1 : 0;
  }
  const soon = () => queueMicrotask(onFocus);
  el.addEventListener("keydown", onKey);
  el.addEventListener("focusin", onFocus);
  el.addEventListener("focusout", soon);
  el.addEventListener("pointerdown", () => clock.touch());
  el.addEventListener("pointermove", () => clock.touch());
  onFocus();

  function update(state: State, before: State | null): void {
    const had = focused();
    for (const each of Object.values(parts)) each.update(state, before);
    el.dataset.alView = state.view;
    const one = state.view === "card" ? state.shown[0] : undefined;
    if (one) el.dataset.alItem = String(one.item);
    else delete el.dataset.alItem;
    // For those who press keys by program: the sample takes answers from now on.
    el.toggleAttribute("data-al-ready", one !== undefined && state.paintedAt.has(one.item));
    part("item").hidden = one === undefined;
    sample.hidden = state.view === "past";
    part("why").hidden = state.view === "past" || state.shown.length === 0;
    part("bar").hidden = state.view === "past";
    if (had) keepFocus();
  }

  /** What had the focus may be gone or hidden by now: the focus stays in the card. */
  function keepFocus(): void {
    if (focused() && root().activeElement?.closest("[hidden]") === null) return;
    el.focus({ preventScroll: true });
  }

  function later(state: State, before: State | null): void {
    const had = focused();
    for (const each of Object.values(parts)) each.later?.(state, before);
    for (const each of Object.values(followers)) each.update(state, before);
    last.textContent = state.last === "" ? "" : `last: ${state.last}`;
    if (had) keepFocus();
  }

  return {
    el,
    update,
    later,
    destroy() {
      for (const each of [...Object.values(parts), ...Object.values(followers)]) each.destroy?.();
    },
  };
}
