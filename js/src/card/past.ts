// What was answered so far: filtered, paged, and corrected in place.

import { fill, h } from "../shared/dom";
import { count, duration, shorten } from "../shared/format";
import type { PastAnswer } from "../shared/protocol";
import { PAGE } from "../shared/session";
import { classesOf, type State } from "../shared/state";
import type { Context, Part } from "./context";
import { createMedia, type MediaView } from "./media";
import { fadeEdge } from "./more";
import "./past.css";

const KINDS: readonly [string, string][] = [
  ["", "all answers"],
  ["label", "labels"],
  ["skip", "skipped"],
  ["unsure", "unsure"],
  ["flag", "flagged"],
];

const COLUMNS: readonly [string, string][] = [
  ["what", "sample"],
  ["answer", "answer"],
  ["says", "model says"],
  ["time", "time"],
  ["when", "when"],
  ["show", ""],
];

/** "14:02" today, else "12 Mar". */
export function when(seconds: number, now = new Date()): string {
  const date = new Date(seconds * 1000);
  return date.toDateString() === now.toDateString()
    ? date.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })
    : date.toLocaleDateString([], { day: "numeric", month: "short" });
}

/** What a person knows the sample by: its own words, else its id. */
function titleOf(row: PastAnswer): string {
  return (row.thumbnail?.kind === "text" && row.thumbnail.text) || row.id;
}

export function createPast(context: Context): Part {
  const kind = h("select", {
    aria: { label: "Which answers" },
    on: { change: () => list(0) },
  });
  fill(kind, ...KINDS.map(([value, words]) => h("option", { value }, words)));
  const className = h("select", { aria: { label: "Which class" }, on: { change: () => list(0) } });
  const rename = h(
    "button.al-button",
    {
      on: {
        click: () =>
          context.store.dispatch({
            type: "input",
            input: { kind: "rename", target: className.value },
          }),
      },
    },
    "rename class",
  );
  const body = h("tbody");
  const head = h(
    "tr",
    {},
    ...COLUMNS.map(([name, words]) => h("th", { scope: "col", class: `al-past-${name}` }, words)),
  );
  const table = h("table.al-past-table", {}, h("thead", {}, head), body);
  const empty = h("p.al-muted.al-past-empty");
  const scroll = h("div.al-past-scroll", {}, table, empty);
  const edge = fadeEdge(scroll);
  const place = h("span.al-muted");
  const back = pager("←", "newer answers", -1);
  const on = pager("→", "older answers", 1);
  const el = h(
    "div.al-past",
    { hidden: true, aria: { role: "region", label: "Past answers" } },
    h(
      "div.al-past-tools",
      {},
      kind,
      className,
      rename,
      h("span.al-past-pages", {}, place, back, on),
    ),
    scroll,
  );
  let thumbnails: MediaView[] = [];
  let drawn: unknown[] = [];

  function pager(sign: string, words: string, step: number): HTMLButtonElement {
    return h(
      "button.al-button",
      {
        title: words,
        aria: { label: words },
        on: { click: () => list(context.store.get().past.offset + step * PAGE) },
      },
      sign,
    );
  }

  function list(offset: number): void {
    context.session.listPast(kind.value || null, className.value || null, Math.max(0, offset));
  }

  function correction(row: PastAnswer, classes: readonly string[]): HTMLElement {
    const select = h("select", {
      title: row.answer ?? row.kind,
      aria: { label: `Answer for ${row.id}` },
      on: {
        change: () => {
          if (select.value !== "") context.session.correct(row, select.value);
        },
      },
    });
    const answer = row.kind === "label" ? row.answer : null;
    const options = classes.map((name) => h("option", { value: name }, name));
    if (answer === null || !classes.includes(answer)) {
      options.unshift(h("option", { value: "" }, answer ?? row.kind));
    }
    fill(select, ...options);
    select.value = answer !== null && classes.includes(answer) ? answer : "";
    return select;
  }

  function line(row: PastAnswer, state: State, classes: readonly string[]): HTMLElement {
    let thumbnail: MediaView | null = null;
    if (row.thumbnail?.kind === "image") {
      thumbnail = createMedia(row.thumbnail, row.id, true);
      thumbnails.push(thumbnail);
    }
    const differs = row.kind === "label" && row.predicted !== null && row.predicted !== row.answer;
    const waiting = state.pending.some(({ event }) => event.items.includes(row.item));
    return h(
      "tr",
      { data: { alPast: String(row.item) } },
      h(
        "td",
        {},
        h(
          "div.al-past-sample",
          {},
          h("div.al-thumb", {}, thumbnail?.el ?? null),
          h("span.al-name", { dir: "auto", title: row.id }, shorten(titleOf(row), 40)),
          row.flag === null ? null : h("span.al-flag", { title: row.flag || "flagged" }, "⚑"),
        ),
      ),
      h("td", {}, correction(row, classes), waiting ? h("span.al-muted", {}, " saving…") : null),
      h(
        "td",
        {
          class: `al-name ${differs ? "al-differs" : "al-muted"}`,
          dir: "auto",
          title: row.predicted ?? "",
        },
        row.predicted === null ? "–" : differs ? `≠ ${row.predicted}` : row.predicted,
      ),
      h("td.al-muted", {}, row.active_seconds === null ? "–" : duration(row.active_seconds)),
      h("td.al-muted", {}, when(row.answered_at)),
      h(
        "td",
        {},
        h(
          "button.al-button",
          {
            aria: { label: `Show ${row.id} again` },
            on: {
              click: () => {
                context.store.dispatch({ type: "view", view: "card" });
                context.session.ask([row.item]);
              },
            },
          },
          "show",
        ),
      ),
    );
  }

  function clear(): void {
    for (const view of thumbnails) view.destroy();
    thumbnails = [];
  }

  return {
    el,
    update(state, before) {
      el.hidden = state.view !== "past";
      if (state.view !== "past") {
        if (before?.view === "past") {
          clear();
          fill(body);
          drawn = [];
        }
        return;
      }
      const { past } = state;
      const classes = classesOf(state);
      const key = [past, state.pending, classes.join("\u0000")];
      if (key.every((value, i) => value === drawn[i])) return;
      drawn = key;
      const names = [h("option", { value: "" }, "every class")];
      names.push(...classes.map((name) => h("option", { value: name }, name)));
      fill(className, ...names);
      kind.value = past.kind ?? "";
      className.value = past.className ?? "";
      rename.hidden = className.value === "";
      clear();
      fill(body, ...past.rows.map((row) => line(row, state, classes)));
      table.hidden = past.rows.length === 0;
      empty.hidden = past.rows.length > 0;
      empty.textContent = past.loading
        ? "getting past answers…"
        : past.kind || past.className
          ? "No answer matches this filter."
          : "Nothing is answered yet.";
      const last = Math.min(past.total, past.offset + past.rows.length);
      place.textContent =
        past.total > 0 ? `${count(past.offset + 1)}–${count(last)} of ${count(past.total)}` : "";
      back.disabled = past.offset === 0;
      on.disabled = last >= past.total;
    },
    destroy() {
      edge.stop();
      clear();
    },
  };
}
