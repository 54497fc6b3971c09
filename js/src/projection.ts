// Under the map: which projection this is, how far to trust it, and the menu of the others.

import { fill, h } from "./shared/dom";
import type { ProjectionRow } from "./shared/protocol";
import type { Session } from "./shared/session";
import type { State } from "./shared/state";
import "./projection.css";

export interface ProjectionView {
  line: HTMLElement;
  menu: HTMLElement; // over the map
  update(state: State, before: State | null): void;
}

export function createProjection(session: Session, say: (text: string) => void): ProjectionView {
  let open = false;
  let rows: readonly ProjectionRow[] = [];
  let wanted = "";
  const words = h("span.al-muted.al-name.al-map-quality");
  const cancel = h(
    "button.al-plain",
    {
      hidden: true,
      data: { alCommand: "cancel_projection" },
      on: { click: () => session.command("cancel_projection") },
    },
    "cancel",
  );
  const button = h("button.al-plain.al-muted.al-map-kind", {
    data: { alSetting: "projection" },
    aria: { haspopup: "menu", expanded: "false" },
    on: { click: () => show(!open) },
  });
  const menu = h("div.al-projections.al-small", {
    hidden: true,
    data: { lmSuppressShortcuts: "true" },
    aria: { role: "menu", label: "Projection" },
    on: {
      keydown: onKey,
      focusout: (event) => {
        const to = event.relatedTarget as Node | null;
        if (open && to !== button && !(to && menu.contains(to))) show(false, false);
      },
    },
  });

  function show(on: boolean, back = true): void {
    open = on;
    menu.hidden = !on;
    button.setAttribute("aria-expanded", String(on));
    if (on) {
      fill(menu, ...rows.map(line));
      (menu.querySelector<HTMLElement>('[aria-checked="true"]') ?? first())?.focus({
        preventScroll: true,
      });
    } else if (back) button.focus({ preventScroll: true });
  }

  function first(): HTMLElement | null {
    return menu.querySelector<HTMLElement>("button:not(:disabled)");
  }

  function onKey(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") show(false);
    else if (step !== undefined) {
      const all = [...menu.querySelectorAll<HTMLElement>("button:not(:disabled)")];
      const now = all.indexOf(event.target as HTMLElement);
      all[(now + step + all.length) % all.length]?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function line(row: ProjectionRow): HTMLElement {
    return h(
      "button.al-projection",
      {
        disabled: row.why_not !== null,
        data: { alProjection: row.name },
        aria: { role: "menuitemradio", checked: String(row.name === wanted) },
        on: {
          click: () => {
            session.set("projection", row.name);
            show(false);
          },
        },
      },
      h("strong", {}, row.title),
      row.why_not === null ? h("span", {}, row.sentence) : null, // there is room for the fix
      h("span.al-muted", {}, row.why_not ?? row.cost),
    );
  }

  return {
    line: h("span.al-map-projection", {}, words, cancel, button),
    menu,
    update({ config, status }, before) {
      const now = status.projection;
      rows = config.map.projections;
      wanted = now.wanted;
      const running = now.progress !== null;
      words.textContent = running ? now.quality : now.text || now.quality;
      words.title = running || now.text === "" ? now.about : now.text;
      cancel.hidden = !running;
      button.hidden = now.name === "" || rows.length === 0;
      if (button.textContent !== now.name) button.textContent = now.name;
      button.setAttribute("aria-label", `Projection: ${now.name}`);
      button.title = "Choose another projection";
      const then = before?.status.projection.name ?? "";
      if (then !== "" && then !== now.name) say(`the map is ${now.name} now`);
    },
  };
}
