// The classes: a button each, with its key, its colour and mark, and what the model thinks.

import { fill, h } from "../shared/dom";
import { probability } from "../shared/format";
import { FIXED, type Option, searched, stateOptions } from "../shared/options";
import { classMark, paint } from "../shared/palette";
import { classesOf, type State } from "../shared/state";
import type { Context, Part } from "./context";
import { fadeEdge } from "./more";
import "./classes.css";

/** More classes than this stand closer, so that all ten with a key of their own are in sight. */
const ROOMY = 7;

export interface ClassesPart extends Part {
  focusSearch(): void;
}

interface Row {
  el: HTMLButtonElement;
  key: HTMLElement;
  bar: HTMLElement;
  p: HTMLElement;
}

export function createClasses(context: Context): ClassesPart {
  const list = h("div.al-classes", { aria: { role: "group", label: "Classes" } });
  const search = h("input.al-search", {
    type: "search",
    placeholder: "search",
    aria: { label: "Search classes" },
    on: {
      input: () => context.store.dispatch({ type: "search", text: search.value }),
      keydown: (event) => onSearchKey(event),
    },
  });
  const create = h(
    "button.al-class.al-new-class",
    {
      on: {
        click: () =>
          context.store.dispatch({ type: "input", input: { kind: "class", target: "" } }),
      },
    },
    h("span.al-kbd", {}, ""),
    h("span.al-muted", {}, "new class"),
  );
  const box = h("div.al-search-box", {}, search);
  const empty = h("p.al-muted", {}, "");
  const el = h("div.al-choose", {}, box, list, empty, create);
  let rows: Row[] = [];
  let known = new Map<string, Row>(); // many buttons are dear: they are moved, not made again
  let drawn = "";
  let last: unknown[] = [];

  function onSearchKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const found = searched(stateOptions(context.store.get()), search.value);
    if (event.key === "Enter" && search.value !== "" && found[0]) {
      event.preventDefault();
      context.session.label(found[0].name);
      search.value = "";
      (el.closest("[data-al-pane]") as HTMLElement | null)?.focus({ preventScroll: true });
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      context.store.dispatch({ type: "search", text: "" });
      (el.closest("[data-al-pane]") as HTMLElement | null)?.focus({ preventScroll: true });
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      rows[0]?.el.focus();
    }
  }

  function row(option: Option): Row {
    const key = h("span.al-kbd");
    const bar = h("span.al-bar-fill");
    const p = h("span.al-p.al-muted");
    const mark = h("span.al-mark", { aria: { hidden: "true" } }, classMark(option.index));
    paint(mark, option.index);
    paint(bar, option.index);
    const button = h(
      "button.al-class",
      {
        data: { alClass: option.name },
        on: {
          click: (event) => {
            context.session.label(option.name);
            // After a click the keys work again; Enter must not press this button once more.
            if (event.detail > 0) {
              (el.closest("[data-al-pane]") as HTMLElement | null)?.focus({ preventScroll: true });
            }
          },
        },
      },
      key,
      mark,
      h("span.al-name", { dir: "auto", title: option.name }, option.name),
      h("span.al-bar", {}, bar),
      p,
    );
    return { el: button, key, bar, p };
  }

  /** What the buttons depend on; most changes of the state do not concern them. */
  function inputs(state: State): unknown[] {
    const card = state.view === "card" ? state.shown[0] : undefined;
    const off = state.shown.length === 0;
    return [card, off, state.search, classesOf(state).join("\u0000"), context.keyLabel("class1")];
  }

  function draw(options: Option[], state: State): void {
    const keys = options.map(({ index, name }) => `${index}\u0000${name}`);
    const order = keys.join("\u0001");
    if (order !== drawn) {
      drawn = order;
      const old = known;
      known = new Map(keys.map((key, i) => [key, old.get(key) ?? row(options[i] as Option)]));
      rows = [...known.values()];
      fill(list, ...rows.map((r) => r.el));
      list.scrollTop = 0;
    }
    const card = state.view === "card" ? state.shown[0] : undefined;
    const guess = card?.probabilities[0]?.[0];
    const labels = card?.label ?? null;
    const off = state.shown.length === 0;
    options.forEach((option, i) => {
      const r = rows[i];
      if (!r) return;
      const key = option.digit === null ? "" : context.keyLabel(`class${option.digit}`);
      const guessed = option.index === guess;
      r.key.textContent = key;
      r.key.toggleAttribute("data-al-none", key === "");
      for (const part of [r.bar.parentElement, r.p]) if (part) part.hidden = option.p === null;
      r.bar.style.width = `${Math.round((option.p ?? 0) * 100)}%`;
      r.p.textContent = option.p === null ? "" : probability(option.p);
      r.el.disabled = off;
      r.el.toggleAttribute("data-al-guess", guessed);
      r.el.toggleAttribute("data-al-current", option.index === labels);
      const said = [
        option.name,
        key && `key ${key}`,
        option.p === null ? "" : `probability ${probability(option.p)}`,
        guessed && "the model's guess",
        option.index === labels && "its label now",
      ];
      r.el.setAttribute("aria-label", said.filter(Boolean).join(", "));
    });
  }

  const edge = fadeEdge(list);
  return {
    el,
    later: edge.look,
    destroy: edge.stop,
    focusSearch() {
      if (box.hidden) return;
      search.focus();
      search.select();
    },
    update(state) {
      el.hidden = state.status.phase.name === "finished" && state.shown.length === 0;
      const now = inputs(state);
      if (now.every((value, i) => value === last[i])) return;
      last = now;
      const classes = classesOf(state);
      const many = classes.length > FIXED;
      box.hidden = !many;
      el.toggleAttribute("data-al-many", many);
      el.toggleAttribute("data-al-dense", !many && classes.length > ROOMY);
      const place = many ? box : el;
      if (create.parentElement !== place) place.append(create);
      if (search.value !== state.search) search.value = state.search;
      const found = searched(stateOptions(state), state.search);
      draw(found, state);
      empty.hidden = found.length > 0;
      empty.textContent =
        classes.length === 0 ? "No classes yet: make the first one." : "No class has this name.";
      fill(
        create,
        h("span.al-kbd", {}, context.keyLabel("new_class")),
        h("span.al-muted", {}, many ? "new" : "new class"),
      );
    },
  };
}
