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
import { type Look, Picture } from "./picture";
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
  private readonly bar = h("progress", { max: 1 });
  private readonly runningText = h("span");
  private readonly running = h("div", { hidden: true }, this.runningText, this.bar);
  private readonly unplaced = h("div");
  private readonly empty = h("div", { class: "al-map-empty al-muted" });
  private readonly hint = h("div", { class: "al-map-hint al-small", hidden: true });
  private readonly preview = createPreview();
  private readonly toolbar = createToolbar({
    colourBy: (by) => this.setColourBy(by),
    lasso: (on) => this.setLassoMode(on),
    zoom: (factor) => this.zoomCentre(factor),
    reset: () => this.moveTo(cameras.home(this.data.bounds)),
    clear: () => this.select(null),
  });
  private readonly legend = createLegend((code) => {
    if (this.look.spotlight === code) return;
    this.look.spotlight = code;
    this.picture.invalidate("colours");
  });
  private readonly data = new MapData();
  private readonly look: Look;
  private readonly picture: Picture;
  private readonly listeners = new AbortController();
  private readonly sizes = new ResizeObserver(() => this.resized());
  private readonly giveUpDrag: () => boolean;
  private walking = false; // the pointed item was reached by keyboard or by a first tap
  private lassoMode = false;
  private settleTimer = 0;
  private hintTimer = 0;
  private indexTimer = 0;
  private disposed = false;

  constructor(
    el: HTMLElement,
    private readonly options: MapOptions,
  ) {
    this.look = {
      camera: cameras.home(null),
      frame: cameras.frameOf(0, 0, null),
      by: "uncertainty",
      dark: options.theme === "dark",
      asked: null,
      askedAt: Number.NEGATIVE_INFINITY,
      queue: [],
      pointed: null,
      lasso: [],
      selection: null,
      spotlight: null,
      moving: false,
    };
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
    this.picture = new Picture(this.stage, this.data, this.look, options.renderer ?? "auto");
    const parts = [this.toolbar.element, this.stage, this.legend.element];
    this.element = h("div", { class: "al-map" }, ...parts);
    this.giveUpDrag = this.listen(this.listeners.signal);
    el.append(this.element);
    this.sizes.observe(this.stage);
    this.toolbar.setColourBy(this.look.by);
    this.toolbar.setLasso(false);
    this.describe();
  }

  // ---- what the owner says ---------------------------------------------------------------

  setCoordinates(xy: Float32Array): void {
    // The same area: a resend; another one: a new projection, the old view means nothing in it.
    const moved = this.data.setCoordinates(xy);
    const { look, data } = this;
    if (moved) look.camera = cameras.home(data.bounds);
    look.frame = cameras.frameOf(look.frame.width, look.frame.height, data.bounds);
    this.point(null);
    clearTimeout(this.indexTimer);
    this.indexTimer = window.setTimeout(() => void data.grid, 200);
    this.changed("places");
  }

  setPrediction(codes: Codes | null): void {
    this.data.prediction = codes;
    this.changed("colours");
  }

  setUncertainty(uncertainty: Uint8Array | null): void {
    this.data.uncertainty = uncertainty;
    this.changed("colours");
  }

  setLabels(codes: Codes | null): void {
    this.data.setLabels(codes);
    this.changed("colours");
  }

  patchLabels(items: ArrayLike<number>, codes: ArrayLike<number>): void {
    this.data.patchLabels(items, codes);
    this.changed("colours");
  }

  setClasses(names: readonly string[]): void {
    this.data.names = names;
    this.changed("colours");
  }

  setColourBy(by: ColourBy): void {
    this.look.by = by;
    this.toolbar.setColourBy(by);
    this.picture.invalidate("table");
    this.changed("colours");
  }

  setAsked(item: number | null, queue: readonly number[]): void {
    if (item !== this.look.asked) this.look.askedAt = performance.now();
    this.look.asked = item;
    this.look.queue = queue;
    this.picture.invalidate("marks");
  }

  setSelection(bits: Uint8Array | null): void {
    const selected = bits ? countBits(bits) : 0;
    this.look.selection = selected ? bits : null;
    this.toolbar.setSelected(selected);
    this.picture.invalidate("colours");
  }

  setTheme(theme: "light" | "dark"): void {
    this.look.dark = theme === "dark";
    this.picture.retheme();
    this.describe();
  }

  setProgress(text: string, fraction: number | null): void {
    this.running.hidden = text === "";
    this.runningText.textContent = text;
    this.bar.hidden = fraction === null;
    this.bar.value = fraction ?? 0;
  }

  setPreview(item: number, node: Node | null): void {
    if (!this.disposed && this.preview.item === item) this.preview.content(node);
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.giveUpDrag();
    this.listeners.abort();
    this.sizes.disconnect();
    for (const timer of [this.settleTimer, this.hintTimer, this.indexTimer]) clearTimeout(timer);
    this.picture.dispose();
    this.element.remove();
  }

  // ---- what follows ----------------------------------------------------------------------

  private changed(part: "places" | "colours"): void {
    this.picture.invalidate(part);
    this.describe();
    if (this.look.pointed !== null) this.preview.show(this.look.pointed, this.data);
  }

  /** Everything in words: the legend, what has no place, the empty map. */
  private describe(): void {
    const { data, look } = this;
    const classes = data.names.length;
    this.legend.update({
      by: look.by,
      dark: look.dark,
      names: data.names,
      labelled: countCodes(data.labels, classes),
      predicted: data.prediction && countCodes(data.prediction, classes),
      hasUncertainty: data.uncertainty !== null,
      width: look.frame.width || 640,
    });
    this.unplaced.textContent = unplacedText(data.unplaced);
    this.empty.hidden = data.bounds !== null;
    this.empty.textContent = data.n
      ? "No item has a place on the map."
      : "The map appears here as soon as the items have places.";
  }

  private resized(): void {
    const { clientWidth: width, clientHeight: height } = this.stage;
    // It may be in the page only now: read the colours of the host again.
    if (!this.look.frame.width) this.picture.retheme();
    this.look.frame = cameras.frameOf(width, height, this.data.bounds);
    this.point(null);
    this.describe();
    this.picture.invalidate("scene");
  }

  private moveTo(camera: cameras.Camera): void {
    const { look } = this;
    look.camera = camera;
    look.moving = true;
    this.placePreview();
    this.picture.invalidate("scene");
    clearTimeout(this.settleTimer);
    this.settleTimer = window.setTimeout(() => {
      look.moving = false;
      this.picture.invalidate("scene");
    }, SETTLE_MS);
  }

  private zoom(x: number, y: number, factor: number): void {
    const { camera, frame } = this.look;
    this.moveTo(cameras.zoomAt(camera, frame, this.data.bounds, x, y, factor));
  }

  private zoomCentre(factor: number): void {
    this.zoom(this.look.frame.width / 2, this.look.frame.height / 2, factor);
  }

  private pan(dx: number, dy: number): void {
    const { camera, frame } = this.look;
    this.moveTo(cameras.panBy(camera, frame, this.data.bounds, dx, dy));
  }

  // ---- pointing --------------------------------------------------------------------------

  private itemAt(px: number, py: number): number | null {
    const { camera, frame } = this.look;
    const [x, y] = cameras.toData(camera, frame, px, py);
    return this.data.nearest(x, y, HOVER_RADIUS / (camera.zoom * frame.unit));
  }

  private point(item: number | null, walking = false): void {
    this.walking = walking && item !== null;
    if (item === this.look.pointed) return;
    this.look.pointed = item;
    this.stage.dataset.alPointing = String(item !== null);
    if (item === null) this.preview.hide();
    else this.preview.show(item, this.data);
    this.placePreview();
    this.picture.invalidate("marks");
    this.options.onHover?.(item);
  }

  private placePreview(): void {
    const { pointed, camera, frame } = this.look;
    const place = pointed === null ? null : this.data.placeOf(pointed);
    if (!place) return;
    const [x, y] = cameras.toScreen(camera, frame, ...place);
    this.preview.place(x, y, frame.width, frame.height);
  }

  private listen(signal: AbortSignal): () => boolean {
    this.stage.addEventListener("keydown", (event) => this.keyPressed(event), { signal });
    this.stage.addEventListener("blur", () => this.walking && this.point(null), { signal });
    const handlers = {
      lassoMode: () => this.lassoMode,
      focused: () => this.element.matches(":focus-within"),
      hover: (x: number, y: number) => this.point(this.itemAt(x, y)),
      leave: () => this.walking || this.point(null),
      click: (x: number, y: number, touch: boolean) => {
        const item = this.itemAt(x, y);
        // A finger cannot hover: the first tap shows the item, the second one asks.
        const first = touch && item !== this.look.pointed;
        this.point(item, touch);
        if (item !== null && !first) this.options.onAsk?.(item);
      },
      doubleClick: (x: number, y: number) => {
        if (this.itemAt(x, y) === null) this.moveTo(cameras.home(this.data.bounds));
      },
      pan: (dx: number, dy: number) => this.pan(dx, dy),
      lasso: (path: readonly number[]) => {
        this.look.lasso = path;
        this.picture.invalidate("marks");
      },
      lassoDone: (path: readonly number[], how: Combine) => this.lassoDone(path, how),
      zoom: (x: number, y: number, factor: number) => this.zoom(x, y, factor),
      wheelIgnored: () => this.say("click the map, then scroll to zoom"),
    };
    return listenToPointer(this.stage, handlers, signal);
  }

  /** A quiet line in the map that goes away by itself. */
  private say(text: string): void {
    this.hint.textContent = text;
    this.hint.hidden = false;
    clearTimeout(this.hintTimer);
    this.hintTimer = window.setTimeout(() => {
      this.hint.hidden = true;
    }, HINT_MS);
  }

  // ---- selecting -------------------------------------------------------------------------

  private setLassoMode(on: boolean): void {
    this.lassoMode = on;
    this.toolbar.setLasso(on);
    this.stage.dataset.alLasso = String(on);
    this.options.announce?.(on ? "draw around points to select them" : "drag to move the map");
  }

  private lassoDone(path: readonly number[], how: Combine): void {
    const { camera, frame, selection } = this.look;
    const polygon = new Float64Array(path.length);
    for (let k = 0; k + 1 < path.length; k += 2) {
      const corner = cameras.toData(camera, frame, path[k] ?? 0, path[k + 1] ?? 0);
      polygon.set(corner, k);
    }
    this.select(combineBits(selection, pointsInside(this.data.xy, polygon), how));
  }

  /** The user selected; the owner hears of it. */
  private select(bits: Uint8Array | null): void {
    const before = this.look.selection;
    this.setSelection(bits);
    const { selection } = this.look;
    if (!before && !selection) return;
    const selected = selection ? countBits(selection) : 0;
    this.options.onSelect?.(selection, selected);
    this.options.announce?.(
      selected ? `${plural(selected, "item", "items")} selected` : "selection cleared",
    );
  }

  // ---- keyboard --------------------------------------------------------------------------

  private keyPressed(event: KeyboardEvent): void {
    const action = actionOf(event);
    if (!action || !this.act(action)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** False when there is nothing to do, so that the host may have the key. */
  private act(action: MapAction): boolean {
    const { pointed } = this.look;
    switch (action) {
      case "left":
        this.pan(PAN_STEP, 0);
        return true;
      case "right":
        this.pan(-PAN_STEP, 0);
        return true;
      case "up":
        this.pan(0, PAN_STEP);
        return true;
      case "down":
        this.pan(0, -PAN_STEP);
        return true;
      case "in":
        this.zoomCentre(1.5);
        return true;
      case "out":
        this.zoomCentre(1 / 1.5);
        return true;
      case "home":
        this.moveTo(cameras.home(this.data.bounds));
        return true;
      case "lasso":
        this.setLassoMode(!this.lassoMode);
        return true;
      case "next":
        this.walk(1);
        return true;
      case "previous":
        this.walk(-1);
        return true;
      case "ask":
        if (pointed !== null) this.options.onAsk?.(pointed);
        return pointed !== null;
      case "escape":
        return this.escape();
    }
  }

  /** Step back from one thing at a time. */
  private escape(): boolean {
    if (this.giveUpDrag()) return true;
    if (this.lassoMode) this.setLassoMode(false);
    else if (this.walking) this.point(null);
    else if (this.look.selection) this.select(null);
    else return false;
    return true;
  }

  /** To the next point in order of uncertainty that has no label (and is selected, if any is). */
  private walk(step: 1 | -1): void {
    const { data, look } = this;
    const { order } = data;
    const from = look.pointed === null ? -1 : order.indexOf(look.pointed);
    const at = nextIn(
      order,
      from,
      step,
      (item) => codeOf(data.labels, item) < 0 && (!look.selection || hasBit(look.selection, item)),
    );
    const item = order[at];
    if (at < 0 || item === undefined) {
      this.options.announce?.("no further point that way");
      return;
    }
    this.bringIntoView(item);
    this.point(item, true);
    const rank = `${count(at + 1)} of ${count(order.length)} by uncertainty`;
    this.options.announce?.(
      `item ${item}: ${itemWords(item, data).join(", ")}; ${rank}. Enter asks about it.`,
    );
  }

  private bringIntoView(item: number): void {
    const { camera, frame } = this.look;
    const place = this.data.placeOf(item);
    if (!place) return;
    const [x, y] = cameras.toScreen(camera, frame, ...place);
    const inside = (value: number, size: number) => value >= EDGE && value <= size - EDGE;
    if (inside(x, frame.width) && inside(y, frame.height)) return;
    this.moveTo({ ...camera, x: place[0], y: place[1] });
  }
}
