// What can lie under and over the points, and the small panel that says which of it is shown.

import { h } from "../shared/dom";
import type { ContourLines, FieldPlanes, RegionRow } from "../shared/layer_words";
import type { LayerName } from "../shared/protocol";
import type { Bounds } from "./camera";
import { createContours } from "./contours";
import { createField, kindOf } from "./field";
import { icon } from "./icons";
import type { Moment } from "./moment";
import type { Look } from "./picture";
import { createRegionList } from "./region_list";
import { createRegionNames } from "./regions";
import type { Scene } from "./renderer";

export interface LayersOptions {
  /** Another set of layers is shown: have them made. */
  want(): void;
  /** Show this part of the map, and select the items of the region. */
  go(box: Bounds, region: number): void;
}

export interface Layers {
  readonly wanted: LayerName[];
  /** Put the canvases onto the stage of a map, and the tool into its toolbar. */
  attach(map: HTMLElement): void;
  setField(planes: FieldPlanes, bytes: Uint8Array): void;
  /** Show the field of that time; null: of now. */
  setMoment(moment: Moment | null): void;
  setContours(contours: ContourLines, bytes: Uint8Array): void;
  setRegions(rows: readonly RegionRow[], names: readonly string[]): void;
  draw(scene: Scene, look: Readonly<Look>): void;
}

const GROUNDS = [
  ["points", "as the points"],
  ["classes", "classes"],
  ["uncertainty", "uncertainty"],
  ["off", "none"],
] as const;
type Background = (typeof GROUNDS)[number][0];

export function createLayers(options: LayersOptions): Layers {
  const field = createField();
  const contours = createContours();
  const names = createRegionNames();
  const list = createRegionList(({ box: [x0, y0, x1, y1], index }) => {
    open(false); // it may lie over the region
    button.focus();
    options.go({ x0, y0, x1, y1 }, index);
  });
  let last: [Scene, Readonly<Look>] | null = null;
  let now: Moment["field"] = null;
  let former: Moment | null = null;
  let background: Background = "points";
  const shown = { contours: false, names: true };

  const wanted = (): LayerName[] => [
    ...(background === "off" ? [] : (["field"] as const)),
    ...(shown.contours ? (["contours"] as const) : []),
    ...(shown.names || !panel.hidden ? (["regions"] as const) : []),
  ];
  const changed = () => {
    options.want();
    redraw();
  };

  const select = h(
    "select.al-map-colour",
    {
      aria: { label: "background of the map" },
      on: {
        change: () => {
          background = select.value as Background;
          changed();
        },
      },
    },
    ...GROUNDS.map(([value, text]) => h("option", { value }, text)),
  );
  const check = (name: keyof typeof shown, text: string) => {
    const input: HTMLInputElement = h("input", {
      type: "checkbox",
      checked: shown[name],
      data: { alLayer: name },
      on: {
        change: () => {
          shown[name] = input.checked;
          changed();
        },
      },
    });
    return h("label", {}, input, text);
  };
  const panel = h(
    "div.al-map-panel",
    { hidden: true, tabIndex: -1, aria: { role: "group", label: "layers of the map" } },
    h("label", {}, h("span.al-muted", {}, "background"), select),
    check("contours", "contours of density"),
    check("names", "names of regions"),
    list.element,
  );
  const button = h(
    "button.al-map-tool",
    {
      title: "background, contours, regions",
      aria: { label: "layers", expanded: "false" },
      on: { click: () => open(Boolean(panel.hidden)) },
    },
    icon("layers"),
  );
  const tool = h(
    "span.al-map-layers",
    {
      on: {
        focusout: ({ relatedTarget }) => {
          if (!tool.contains(relatedTarget as Node | null)) open(false);
        },
        keydown: (event) => {
          if (event.key !== "Escape" || panel.hidden) return;
          event.stopPropagation();
          open(false);
          button.focus();
        },
      },
    },
    button,
    panel,
  );

  function open(on: boolean): void {
    if (Boolean(panel.hidden) !== on) return;
    panel.hidden = !on;
    button.setAttribute("aria-expanded", String(on));
    if (on) options.want();
  }

  function showField(shown: Moment["field"]): void {
    field.set(shown ?? null, shown?.bytes ?? new Uint8Array());
    redraw();
  }

  function redraw(): void {
    if (!last) return;
    const [scene, look] = last;
    const kind = background === "points" ? kindOf(look.by) : background;
    field.draw(scene, kind === "off" ? null : kind, look.dark, look.spotlight);
    contours.draw(scene, shown.contours);
    names.draw(scene, shown.names);
  }

  return {
    get wanted() {
      return wanted();
    },
    attach(map) {
      // Before the marks; the picture of the points goes before all of them.
      const stage = map.querySelector(".al-map-stage");
      stage?.prepend(field.canvas, contours.canvas, names.element);
      map.querySelector(".al-map-controls")?.prepend(tool);
    },
    setField(planes, bytes) {
      now = { ...planes, bytes };
      if (!former) showField(now);
    },
    setMoment(moment) {
      former = moment;
      showField(moment ? moment.field : now);
    },
    setContours(lines, bytes) {
      contours.set(lines, bytes);
      redraw();
    },
    setRegions(rows, classes) {
      names.set(rows, classes);
      list.set(rows, classes);
      redraw();
    },
    draw(scene, look) {
      last = [scene, look];
      redraw();
    },
  };
}
