// The strategy menu: what each one does, what it needs, whether it can choose now.

import { fill, h } from "../shared/dom";
import type { StrategyRow } from "../shared/protocol";
import type { Session } from "../shared/session";
import type { State } from "../shared/state";
import type { Store } from "../shared/store";
import "./strategies.css";

export interface StrategiesView {
  button: HTMLElement; // in the header: what asks now
  el: HTMLElement; // over the card
  update(state: State): void;
}

/** Rows whose name or sentence holds every word. */
export function found(rows: readonly StrategyRow[], text: string): StrategyRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    const all = `${row.name} ${row.title} ${row.sentence} ${row.reference}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
}

/** "auto: margin" where a strategy chooses another one. */
function activeTitle({ name, active, choices }: State["status"]["strategy"]): string {
  const title = choices.find((choice) => choice.name === name)?.title ?? name;
  return active !== "" && active !== name ? `${title}: ${active}` : title;
}

export function createStrategies(store: Store, session: Session): StrategiesView {
  let open = false;
  let drawn: unknown[] = [];
  const button = h("button.al-menu.al-menu-button", {
    data: { alSetting: "strategy" },
    aria: { haspopup: "dialog", expanded: "false" },
    on: { click: () => show(!open) },
  });
  const search = h("input.al-input", {
    type: "search",
    placeholder: "find a strategy",
    aria: { label: "Find a strategy" },
    on: { input: () => draw(store.get()) },
  });
  const close = h("button.al-button", { on: { click: () => show(false) } }, "close");
  const list = h("ul.al-strategy-list");
  const el = h(
    "div.al-strategies",
    {
      hidden: true,
      data: { lmSuppressShortcuts: "true" },
      aria: { role: "dialog", label: "Query strategies" },
      on: { keydown: onKey },
    },
    h("div.al-strategies-top", {}, search, close),
    list,
  );

  function show(on: boolean): void {
    open = on;
    el.hidden = !on;
    button.setAttribute("aria-expanded", String(on));
    if (!on) {
      button.focus({ preventScroll: true });
      return;
    }
    session.request({ type: "strategies" });
    search.value = "";
    draw(store.get());
    search.focus({ preventScroll: true });
  }

  function onKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") show(false);
    else if (step !== undefined) move(step);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function move(step: number): void {
    const all = [...list.querySelectorAll<HTMLElement>("[data-al-strategy]:not(:disabled)")];
    const row = (list.getRootNode() as Document | ShadowRoot).activeElement?.closest("li");
    const now = all.findIndex((one) => one.closest("li") === row);
    const to = all[Math.max(0, Math.min(all.length - 1, now + step))];
    if (now + step < 0) search.focus();
    else to?.focus();
  }

  function choose(name: string): void {
    session.set("strategy", name);
    show(false);
  }

  function line(row: StrategyRow, current: string, compared: string | undefined): HTMLElement {
    const not = row.why_not !== null && !row.later;
    const pick = h(
      "button.al-strategy",
      {
        disabled: not,
        data: { alStrategy: row.name },
        aria: { pressed: String(row.name === current) },
        on: { click: () => choose(row.name) },
      },
      h("strong", {}, row.title),
      h("span", {}, row.sentence),
    );
    const both = row.name === compared;
    const compare = h(
      "button.al-plain.al-small",
      {
        hidden: row.name === current || not || !store.get().config.panes.includes("map"),
        data: { alCompare: row.name },
        aria: { pressed: String(both) },
        on: {
          click: () => session.request({ type: "compare", names: both ? [] : [current, row.name] }),
        },
      },
      both ? "stop comparing" : "compare",
    );
    const waits = row.later ? "until there is a model, auto asks" : (row.why_not ?? "");
    const facts = [
      ["use when", row.use_when],
      ["fails when", row.fails_when],
      ["reference", row.reference],
    ].filter(([, text]) => text !== "");
    const needs = row.needs.length > 0 ? `needs ${row.needs.join(", ")}` : "needs nothing else";
    return h(
      "li",
      { class: not ? "al-strategy-not" : "" },
      pick,
      h(
        "div.al-strategy-foot.al-small.al-muted",
        {},
        h(
          "details",
          {},
          h("summary", {}, needs),
          h("dl", {}, ...facts.flatMap(([k = "", v = ""]) => [h("dt", {}, k), h("dd", {}, v)])),
        ),
        compare,
      ),
      row.why_not === null ? null : h("div.al-strategy-why.al-small", {}, waits),
    );
  }

  function draw(state: State): void {
    const { name } = state.status.strategy;
    const [, second] = state.comparison.sides;
    const facts = [state.strategies, search.value, name, second?.name];
    if (!open || facts.every((fact, k) => fact === drawn[k])) return;
    drawn = facts;
    const rows = found(state.strategies ?? [], search.value);
    const focus = (list.getRootNode() as Document | ShadowRoot).activeElement;
    const held = (focus as HTMLElement | null)?.dataset?.alCompare;
    const nothing = state.strategies === null ? "…" : "No strategy is called so.";
    fill(
      list,
      ...rows.map((row) => line(row, name, second?.name)),
      rows.length === 0 ? h("li.al-muted", {}, nothing) : null,
    );
    if (held) list.querySelector<HTMLElement>(`[data-al-compare="${held}"]`)?.focus();
  }

  return {
    button,
    el,
    update(state) {
      const { strategy } = state.status;
      const title = activeTitle(strategy);
      if (button.textContent !== title) button.textContent = title;
      button.title = strategy.text || "Query strategy";
      button.setAttribute("aria-label", `Query strategy: ${title}`);
      button.hidden = strategy.choices.length === 0;
      draw(state);
    },
  };
}
