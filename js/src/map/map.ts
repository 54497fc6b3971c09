// The map pane: the pool in two dimensions, coloured by what the model believes now.

import { h } from "../shared/dom";
import { inBackground } from "./background";
import { type Combine, countBits, hasBit, sameBits } from "./bits";
import * as cameras from "./camera";
import type { ColourBy } from "./colours";
import { type Codes, codeOf } from "./columns";
import { MapData } from "./data";
import type { Found } from "./found";
import { actionOf, type MapAction, PANS } from "./keys";
import { createLegend, legendState } from "./legend";
import type { Moment } from "./moment";
import { MOVE_MS, Moving } from "./moving";
import { nextIn } from "./order";
import { type Look, newLook, Picture } from "./picture";
import { holdsFocus, listenToPointer, type Tool } from "./pointer";
import { Selecting, type SelectingHost } from "./selecting";
import { createStage } from "./stage";
import { createToolbar } from "./toolbar";
import type { MapOptions, MapView } from "./view";
import { walkWords } from "./words";

export type { MapOptions, MapView } from "./view";

const HOVER_RADIUS = 8; // CSS pixels
const SETTLE_MS = 120; // after the last movement all points are drawn again
export function createMap(el: HTMLElement, options: MapOptions = {}): MapView {
  return new MapPane(el, options);
}

class MapPane implements MapView, SelectingHost {
  readonly element: HTMLElement;
  readonly show = (box: cameras.Bounds) => this.moveTo(cameras.around(this.look.frame, box));
  private readonly stage = createStage();
  private readonly toolbar = createToolbar({
    colourBy: (by) => this.setColourBy(by),
    tool: (tool) => this.selecting.use(tool),
    action: (action) => this.act(action),
    zoom: (factor) => this.zoomCentre(factor),
    reset: () => this.moveTo(cameras.home(this.data.bounds)),
    clear: () => this.selecting.select(null),
  });
  private readonly legend = createLegend((code) => {
    if (this.look.spotlight === code) return;
    this.look.spotlight = code;
    this.picture.invalidate("colours");
  });
  readonly data = new MapData();
  readonly look: Look;
  private readonly picture: Picture;
  private readonly listeners = new AbortController();
  private readonly sizes = new ResizeObserver(() => this.resized());
  private readonly moving: Moving;
  private readonly giveUpDrag: () => boolean;
  private walking = false; // the pointed item was reached by keyboard or by a first tap
  private readonly selecting = new Selecting(this);
  private settleTimer = 0;
  private stopIndexing = () => {};
  private legendTimer = 0;
  private disposed = false;

  constructor(
    el: HTMLElement,
    readonly options: MapOptions,
  ) {
    this.look = newLook(options.theme === "dark");
    const stage = this.stage.element;
    this.picture = new Picture(stage, this.data, this.look, options.renderer, options.onScene);
    this.moving = new Moving(this.data, this.look, () => this.picture.invalidate("way"));
    const parts = [this.toolbar.element, stage, this.legend.element];
    this.element = h("div", { class: "al-map" }, ...parts);
    this.giveUpDrag = this.listen(this.listeners.signal);
    el.append(this.element);
    this.sizes.observe(stage);
    this.toolbar.setColourBy(this.look.by);
    this.showTool("pan");
    this.describe();
  }

  // ---- what the owner says ---------------------------------------------------------------

  setCoordinates(xy: Float32Array): void {
    this.moving.to(xy);
    this.point(null);
    this.stopIndexing();
    this.stopIndexing = inBackground(this.data.prepare(), MOVE_MS);
    this.changed("places");
  }

  setPrediction(codes: Codes | null): void {
    this.data.prediction = codes;
    this.changed("columns");
  }

  setUncertainty(uncertainty: Uint8Array | null): void {
    this.data.uncertainty = uncertainty;
    this.changed("columns");
  }

  setLabels(codes: Codes | null): void {
    this.data.labels = codes;
    this.changed("columns");
  }

  patchLabels(items: ArrayLike<number>, codes: ArrayLike<number>): void {
    const changed = this.data.patchLabels(items, codes);
    if (changed.length === 0) return;
    this.picture.patch(changed);
    this.retell();
  }

  setClasses(names: readonly string[]): void {
    this.data.names = names;
    this.retell();
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

  setCompared(sides: readonly (readonly number[])[]): void {
    this.look.compared = sides;
    this.picture.invalidate("marks");
  }

  setMoment(moment: Moment | null): void {
    this.data.setMoment(moment);
    this.look.formerly = moment?.asked ?? null;
    this.stage.element.dataset.alMoment = String(moment?.version ?? "now");
    this.changed("columns"); // the marks follow with the points
  }

  setSelection(bits: Uint8Array | null): void {
    const selected = bits ? countBits(bits) : 0;
    const after = selected ? bits : null;
    if (sameBits(this.look.selection, after)) return; // the kernel's echo of our own
    this.look.selection = after;
    this.toolbar.setSelected(selected);
    this.picture.invalidate("colours");
  }

  setFound(found: Found): void {
    this.look.found = found;
    if (found.at !== null) this.goTo(found.at);
    this.picture.invalidate("marks");
  }

  showTool(tool: Tool): void {
    this.toolbar.setTool(tool);
    this.stage.element.dataset.alLasso = String(tool !== "pan");
  }

  setTheme(theme: "light" | "dark"): void {
    this.look.dark = theme === "dark";
    this.picture.retheme();
    this.describe();
  }

  setProgress(text: string, fraction: number | null): void {
    this.stage.setProgress(text, fraction);
  }

  setPreview(item: number, node: Node | null): void {
    if (!this.disposed && this.stage.preview.item === item) this.stage.preview.content(node);
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.giveUpDrag();
    this.listeners.abort();
    this.sizes.disconnect();
    this.stopIndexing();
    this.moving.stop();
    for (const timer of [this.settleTimer, this.legendTimer]) clearTimeout(timer);
    this.stage.dispose();
    this.picture.dispose();
    this.element.remove();
  }

  // ---- what follows ----------------------------------------------------------------------
  private changed(part: "places" | "colours" | "columns"): void {
    this.picture.invalidate(part);
    this.retell();
  }

  private retell(): void {
    this.describe();
    if (this.look.pointed !== null) this.stage.preview.show(this.look.pointed, this.data);
  }

  /** Everything in words: the legend, what has no place, the empty map. */
  private describe(): void {
    const { data, look } = this;
    this.legend.update(legendState(data, look));
    this.stage.setPlaces(data.n, data.unplaced);
  }

  private resized(): void {
    const { clientWidth: width, clientHeight: height } = this.stage.element;
    // It may be in the page only now: read the colours of the host again.
    if (!this.look.frame.width) this.picture.retheme();
    this.look.frame = cameras.frameOf(width, height, this.data.bounds);
    this.point(null);
    this.picture.invalidate("scene");
    // Not in the observer's own turn: the legend may change the height of the stage.
    clearTimeout(this.legendTimer);
    this.legendTimer = window.setTimeout(() => this.describe());
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
      this.picture.invalidate("settled");
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
    this.stage.element.dataset.alPointing = String(item !== null);
    if (item === null) this.stage.preview.hide();
    else this.stage.preview.show(item, this.data);
    this.placePreview();
    this.picture.invalidate("marks");
    this.options.onHover?.(item);
  }

  private placePreview(): void {
    const { pointed, camera, frame } = this.look;
    const place = pointed === null ? null : this.data.placeOf(pointed);
    if (!place) return;
    const [x, y] = cameras.toScreen(camera, frame, ...place);
    this.stage.preview.place(x, y, frame.width, frame.height);
  }

  private listen(signal: AbortSignal): () => boolean {
    this.stage.element.addEventListener("keydown", (event) => this.keyPressed(event), { signal });
    this.stage.element.addEventListener("blur", () => this.walking && this.point(null), { signal });
    const handlers = {
      tool: () => this.selecting.tool,
      focused: () => holdsFocus(this.element),
      hover: (x: number, y: number) => this.point(this.itemAt(x, y)),
      leave: () => this.walking || this.point(null),
      click: (x: number, y: number, touch: boolean, how: Combine) => {
        const item = this.itemAt(x, y);
        if (this.selecting.clicked(item, how)) return;
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
      lassoDone: (path: readonly number[], how: Combine) => this.selecting.drawn(path, how),
      zoom: (x: number, y: number, factor: number) => this.zoom(x, y, factor),
      wheelIgnored: () => this.stage.say("click the map, then scroll to zoom"),
    };
    return listenToPointer(this.stage.element, handlers, signal);
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
    const pan = PANS[action];
    if (pan) {
      this.pan(...pan);
      return true;
    }
    switch (action) {
      case "in":
      case "out":
        this.zoomCentre(action === "in" ? 1.5 : 1 / 1.5);
        return true;
      case "home":
        this.moveTo(cameras.home(this.data.bounds));
        return true;
      case "lasso":
      case "box":
        this.selecting.use(this.selecting.tool === action ? "pan" : action);
        return true;
      case "pick":
        return this.selecting.toggle(pointed);
      case "all":
        this.selecting.inView();
        return true;
      case "asked":
        return this.toAsked();
      case "next":
      case "previous":
        this.walk(action === "next" ? 1 : -1);
        return true;
      case "ask":
        if (pointed !== null) this.options.onAsk?.(pointed);
        return pointed !== null;
      default:
        if (action === "escape") return this.escape();
        return this.options.onAction?.(action, pointed) ?? false;
    }
  }

  /** Step back from one thing at a time; with nothing to step back from, Escape is not for the map. */
  private escape(): boolean {
    if (this.giveUpDrag()) return true;
    if (this.selecting.tool !== "pan") this.selecting.use("pan");
    else if (this.walking) this.point(null);
    else if (this.look.selection) this.selecting.select(null);
    else return false;
    return true;
  }

  private goTo(item: number): boolean {
    const place = this.data.placeOf(item);
    const seen = place && cameras.bringIntoView(this.look.camera, this.look.frame, ...place);
    if (seen && seen !== this.look.camera) this.moveTo(seen);
    return place !== null;
  }

  /** The sample on the card: into view, as if it were pointed at. */
  private toAsked(): boolean {
    const { asked } = this.look;
    if (asked !== null && this.goTo(asked)) this.point(asked, true);
    else this.stage.say(asked === null ? "nothing is asked now" : "the sample has no place here");
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
    this.goTo(item);
    this.point(item, true);
    this.options.announce?.(walkWords(item, data, at, order.length));
  }
}
