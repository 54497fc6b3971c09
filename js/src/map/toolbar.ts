// The row over the map: what the colour shows, and the tools.

import { h } from "../shared/dom";
import type { ColourBy } from "./colours";
import { type IconName, icon } from "./icons";
import type { MapAction } from "./keys";
import { createModes, type Menu } from "./modes";
import type { Tool } from "./pointer";
import { count, plural } from "./words";

export interface ToolbarHandlers {
  colourBy(by: ColourBy, number: string | null): void;
  fade(on: boolean): void; // predicted classes, with the model's doubt
  tool(tool: Tool): void;
  action(action: MapAction): void;
  zoom(factor: number): void;
  reset(): void;
  clear(): void;
}

export interface Toolbar {
  readonly element: HTMLElement;
  setColourBy(by: ColourBy, number: string | null, faded: boolean): void;
  setMenu(menu: Menu): void;
  setTool(tool: Tool): void;
  setSelected(n: number): void;
}

export function createToolbar(handlers: ToolbarHandlers): Toolbar {
  const tool = (name: IconName, label: string, title: string, click: () => void) =>
    h("button.al-map-tool", { title, aria: { label }, on: { click } }, icon(name));
  const modes = createModes(handlers.colourBy);
  const fade: HTMLButtonElement = tool("fade", "fade what is unsure", "", () =>
    handlers.fade(fade.getAttribute("aria-pressed") !== "true"),
  );
  fade.title = "the less sure the model is of a class, the paler is its colour";
  const pan = tool("pan", "pan", "move the map by dragging", () => handlers.tool("pan"));
  const outline = (name: "lasso" | "box", title: string): HTMLButtonElement => {
    const pressed = () => button.getAttribute("aria-pressed") === "true";
    const button: HTMLButtonElement = tool(name, name, `${title}; shift adds, alt takes away`, () =>
      handlers.tool(pressed() ? "pan" : name),
    );
    return button;
  };
  const lasso = outline("lasso", "select by drawing around points (L, or shift and drag)");
  const box = outline("box", "select with a box (B)");
  const selectedText = h("span");
  const clear = h(
    "button.al-map-clear",
    { hidden: true, on: { click: handlers.clear } },
    selectedText,
    icon("clear"),
  );
  const element = h(
    "div.al-map-toolbar",
    { aria: { role: "group", label: "map tools" } },
    h("label.al-map-by", {}, h("span.al-muted", {}, "colour"), modes.element),
    fade,
    clear,
    h(
      "div.al-map-controls",
      {},
      h(
        "span.al-map-group",
        { aria: { role: "group", label: "find" } },
        tool("find", "search", "search by text or id (/)", () => handlers.action("find")),
        tool("target", "go to the sample", "go to the sample that is asked (G)", () =>
          handlers.action("asked"),
        ),
      ),
      h("span.al-map-group", { aria: { role: "group", label: "dragging" } }, pan, lasso, box),
      h(
        "span.al-map-group",
        { aria: { role: "group", label: "zoom" } },
        tool("minus", "zoom out", "zoom out (-)", () => handlers.zoom(1 / 1.5)),
        tool("plus", "zoom in", "zoom in (+)", () => handlers.zoom(1.5)),
        tool("reset", "show everything", "show everything (0)", handlers.reset),
      ),
    ),
  );
  return {
    element,
    setColourBy: (by, number, faded) => {
      modes.show(by, number);
      fade.hidden = by !== "prediction";
      fade.setAttribute("aria-pressed", String(faded));
    },
    setMenu: modes.update,
    setTool: (tool) => {
      for (const [name, button] of [
        ["pan", pan],
        ["lasso", lasso],
        ["box", box],
      ] as const) {
        button.setAttribute("aria-pressed", String(name === tool));
      }
    },
    setSelected: (n) => {
      clear.hidden = n === 0;
      selectedText.textContent = `${count(n)} selected`;
      clear.title = `clear the selection of ${plural(n, "item", "items")} (Escape)`;
      clear.setAttribute("aria-label", clear.title);
    },
  };
}
