// The map pane: the pool in two dimensions, coloured by what the model believes now.

import { h } from "../shared/dom";
import { type Combine, combineBits, countBits, hasBit } from "./bits";
import * as cameras from "./camera";
import type { ColourBy } from "./colours";
import { type Codes, codeOf, countCodes } from "./columns";
import { MapData } from "./data";
import { actionOf, type MapAction } from "./keys";
import { pointsInside } from "./lasso";
import { createLegend } from "./legend";
import { nextIn } from "./order";
import { Picture } from "./picture";
import { listenToPointer } from "./pointer";
import { createPreview } from "./preview";
import { createToolbar } from "./toolbar";
import type { MapOptions, MapView } from "./view";
import { count, itemWords, plural, unplacedText } from "./words";

export type { MapOptions, MapView } from "./view";

const HOVER_RADIUS = 8; // CSS pixels
const SETTLE_MS = 120; // after the last movement all points are drawn again
const HINT_MS = 1600;
const PAN_STEP = 48;
const EDGE = 24; // a point reached by keyboard is at least this far inside

const HELP =
  "Arrow keys move, plus and minus zoom, 0 shows everything, L selects by drawing. " +
  "Brackets walk through the points from the most uncertain one, Enter asks about the point.";

export function createMap(el: HTMLElement, options: MapOptions = {}): MapView {
  return new MapPane(el, options);
}

class MapPane implements MapView {
  readonly element: HTMLElement;
  private readonly stage: HTMLElement;
  private readonly progress = h("progress", { max: 1 });
  private readonly running = h("span", { class: "al-map-running", hidden: true });
  private readonly unplaced = h("span", {});
  private readonly empty = h("div", { class: "al-map-empty al-muted" });
  private readonly hint = h("div", { class: "al-map-hint al-small", hidden: true });
  private readonly preview = createPreview();
  private readonly toolbar = createToolbar({
    colourBy: (by) => this.setColourBy(by),
    lasso: (on) => this.setLassoMode(on),
    zoom: (factor) => this.zoom(this.frame.width / 2, this.frame.height / 2, factor),
    reset: () => this.look(cameras.home(this.data.bounds)),
    clear: () => this.select(null),
  });
  private readonly legend = createLegend((code) => {
    if (this.spotlight === code) return;
    this.spotlight = code;
    this.picture.invalidate("colours");
  });
  private readonly data = new MapData();
  private readonly picture: Picture;
  private readonly listeners = new AbortController();
  private readonly sizes: ResizeObserver;
  private readonly giveUpDrag: () => boolean;
  private disposed = false;

  private by: ColourBy = "uncertainty";
  private dark: boolean;
  private camera = cameras.home(null);
  private frame = cameras.frameOf(0, 0, null);
  private asked: number | null = null;
  private askedAt = Number.NEGATIVE_INFINITY;
  private queue: readonly number[] = [];
  private pointed: number | null = null;
  private walking = false; // `pointed` was reached by keyboard or by a first tap
  private selection: Uint8Array | null = null;
  private spotlight: number | null = null;
  private lassoMode = false;
  private lasso: readonly number[] = [];
  private moving = false;
  private settleTimer = 0;
  private hintTimer = 0;
  private idleTimer = 0;

  constructor(
    el: HTMLElement,
    private readonly options: MapOptions,
  ) {
    this.dark = options.theme === "dark";
    // Ids must be unique in the page, also when a notebook shows the map twice.
    const helpId = `al-map-${Math.random().toString(36).slice(2)}`;
    this.stage = h(
      "div",
      {
        class: "al-map-stage",
        tabIndex: 0,
        aria: { role: "application", label: "map of the pool", describedby: helpId },
        data: { lmSuppressShortcuts: "true" },
      },
      this.empty,
      h("div", { class: "al-map-status al-small al-muted" }, this.running, this.unplaced),
      this.hint,
      this.preview.element,
      h("span", { id: helpId, class: "al-visually-hidden" }, HELP),
    );
    const parts = [this.toolbar.element, this.stage, this.legend.element];
    this.element = h("div", { class: "al-map" }, ...parts);
    const look = () => this as unknown as ReturnType<ConstructorParameters<typeof Picture>[2]>;
    this.picture = new Picture(this.stage, this.data, look, options.renderer ?? "auto");
    this.giveUpDrag = this.listen(this.listeners.signal);
    el.append(this.element);
    this.sizes = new ResizeObserver(() => this.resized());
    this.sizes.observe(this.stage);
    this.toolbar.setColourBy(this.by);
    this.toolbar.setLasso(false);
    this.describe();
  }
}
