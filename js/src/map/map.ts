// The map pane: the pool in two dimensions, coloured by what the model believes now.

import { h } from "../shared/dom";
import { inBackground } from "./background";
import { type Combine, combineBits, countBits, sameBits } from "./bits";
import * as cameras from "./camera";
import type { ColourBy } from "./colours";
import type { Codes } from "./columns";
import { MapData } from "./data";
import type { Found } from "./found";
import { actionOf, type MapAction, PANS } from "./keys";
import { createLegend, legendState } from "./legend";
import { membersOf } from "./members";
import type { Menu } from "./modes";
import type { Moment } from "./moment";
import { Moves } from "./moves";
import { MOVE_MS, Moving } from "./moving";
import type { NumberColumn } from "./numbers";
import { type Look, newLook, Picture } from "./picture";
import { holdsFocus, listenToPointer, type Tool } from "./pointer";
import { Pointing } from "./pointing";
import { Selecting, type SelectingHost } from "./selecting";
import { createStage } from "./stage";
import { createToolbar } from "./toolbar";
import type { MapOptions, MapView } from "./view";

export type { MapOptions, MapView } from "./view";

export function createMap(el: HTMLElement, options: MapOptions = {}): MapView {
  return new MapPane(el, options);
}

class MapPane implements MapView, SelectingHost {
  readonly element: HTMLElement;
  readonly show = (box: cameras.Bounds) => this.#moveTo(cameras.around(this.look.frame, box));
  readonly #stage = createStage();
  readonly #toolbar = createToolbar({
    colourBy: (by, number) => this.#chooseColour(by, number),
    fade: (on) => {
      this.look.confident = on;
      this.#recolour();
    },
    tool: (tool) => this.#selecting.use(tool),
    action: (action) => this.#act(action),
    zoom: (factor) => this.#moves.zoomHere(factor),
    reset: () => this.#moveTo(cameras.home(this.data.bounds)),
    clear: () => this.#selecting.select(null),
  });
  readonly #legend = createLegend({
    spotlight: (code) => {
      if (this.look.spotlight === code) return;
      this.look.spotlight = code;
      this.#picture.invalidate("colours");
    },
    select: (code, add) => {
      const members = membersOf(this.data, this.look.by, code);
      this.#selecting.select(combineBits(this.look.selection, members, add ? "add" : "replace"));
    },
  });
  readonly data = new MapData();
  readonly look: Look;
  readonly #picture: Picture;
  readonly #pointing: Pointing;
  readonly #moves: Moves;
  readonly #listeners = new AbortController();
  readonly #sizes = new ResizeObserver(() => this.#resized());
  readonly #moving: Moving;
  readonly #giveUpDrag: () => boolean;
  readonly #selecting = new Selecting(this);
  #number: string | null = null; // the name of the number that is the colour
  #stopIndexing = () => {};
  #legendTimer = 0;
  #disposed = false;

  constructor(
    el: HTMLElement,
    readonly options: MapOptions,
  ) {
    this.look = newLook(options.theme === "dark");
    const stage = this.#stage.element;
    this.#picture = new Picture(stage, this.data, this.look, options.renderer, options.onScene);
    this.#moving = new Moving(this.data, this.look, () => this.#picture.invalidate("way"));
    this.#moves = new Moves(this.data, this.look, (part) => {
      this.#pointing.place();
      this.#picture.invalidate(part);
    });
    const moved = (item: number | null) => {
      this.#picture.invalidate("marks");
      options.onHover?.(item);
    };
    const say = (text: string) => options.announce?.(text);
    this.#pointing = new Pointing(this.data, this.look, this.#stage, this.#moves, moved, say);
    const parts = [this.#toolbar.element, stage, this.#legend.element];
    this.element = h("div.al-map", {}, ...parts);
    this.#giveUpDrag = this.#listen(this.#listeners.signal);
    el.append(this.element);
    this.#sizes.observe(stage);
    this.showTool("pan");
    this.#recolour();
  }

  // ---- what the owner says ---------------------------------------------------------------

  setCoordinates(xy: Float32Array): void {
    this.#moving.to(xy);
    this.#pointing.point(null);
    this.#stopIndexing();
    this.#stopIndexing = inBackground(this.data.prepare(), MOVE_MS);
    this.#changed("places");
  }

  setPrediction(codes: Codes | null): void {
    this.data.prediction = codes;
    this.#changed("columns");
  }

  setUncertainty(uncertainty: Uint8Array | null): void {
    this.data.uncertainty = uncertainty;
    this.#changed("columns");
  }

  setLabels(codes: Codes | null): void {
    this.data.labels = codes;
    this.#changed("columns");
  }

  setAudited(items: Iterable<number>): void {
    this.data.audited = new Set(items);
    this.#changed("columns");
  }

  setNumber(column: NumberColumn): void {
    this.data.number = column;
    if (this.look.by === "number") this.#recolour();
  }

  setMenu(menu: Menu): void {
    this.#toolbar.setMenu(menu);
  }

  patchLabels(
    items: ArrayLike<number>,
    codes: ArrayLike<number>,
    audited: readonly number[] = [],
  ): void {
    const { data } = this;
    for (let k = 0; k < items.length; k++) data.audited.delete(items[k] as number);
    for (const item of audited) data.audited.add(item);
    const changed = data.patchLabels(items, codes);
    if (changed.length === 0) return;
    this.#picture.patch(changed);
    this.#retell();
  }

  setClasses(names: readonly string[]): void {
    this.data.names = names;
    this.#retell();
  }

  setColourBy(by: ColourBy): void {
    this.#chooseColour(by, null);
  }

  setAsked(item: number | null, queue: readonly number[]): void {
    if (item !== this.look.asked) this.look.askedAt = performance.now();
    this.look.asked = item;
    this.look.queue = queue;
    this.#picture.invalidate("marks");
  }

  setCompared(sides: readonly (readonly number[])[]): void {
    this.look.compared = sides;
    this.#picture.invalidate("marks");
  }

  setMoment(moment: Moment | null): void {
    this.data.setMoment(moment);
    this.look.formerly = moment?.asked ?? null;
    this.#stage.element.dataset.alMoment = String(moment?.version ?? "now");
    this.#changed("columns"); // the marks follow with the points
  }

  setSelection(bits: Uint8Array | null): void {
    const selected = bits ? countBits(bits) : 0;
    const after = selected ? bits : null;
    if (sameBits(this.look.selection, after)) return; // the kernel's echo of our own
    this.look.selection = after;
    this.#toolbar.setSelected(selected);
    this.#picture.invalidate("colours");
  }

  setFound(found: Found): void {
    this.look.found = found;
    if (found.at !== null) this.#pointing.goTo(found.at);
    this.#picture.invalidate("marks");
  }

  showTool(tool: Tool): void {
    this.#toolbar.setTool(tool);
    this.#stage.element.dataset.alLasso = String(tool !== "pan");
  }

  setTheme(theme: "light" | "dark"): void {
    this.look.dark = theme === "dark";
    this.#picture.retheme();
    this.#describe();
  }

  setProgress(text: string, fraction: number | null): void {
    this.#stage.setProgress(text, fraction);
  }

  setPreview(item: number, node: Node | null, facts: Node | null = null): void {
    if (!this.#disposed && this.#stage.preview.item === item)
      this.#stage.preview.content(node, facts);
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#giveUpDrag();
    this.#listeners.abort();
    this.#sizes.disconnect();
    this.#stopIndexing();
    this.#moving.stop();
    clearTimeout(this.#legendTimer);
    this.#moves.dispose();
    this.#stage.dispose();
    this.#picture.dispose();
    this.element.remove();
  }

  /** A number is asked of the owner, and grey until it is there. */
  #chooseColour(by: ColourBy, number: string | null): void {
    this.look.by = by;
    this.#number = number;
    if (this.data.number?.name !== number) this.data.number = null;
    this.options.onNumber?.(number);
    this.#recolour();
  }

  #recolour(): void {
    const { by, confident } = this.look;
    this.#toolbar.setColourBy(by, this.#number, confident);
    this.#picture.invalidate("table");
    this.#changed("colours");
  }

  // ---- what follows ----------------------------------------------------------------------
  #changed(part: "places" | "colours" | "columns"): void {
    this.#picture.invalidate(part);
    this.#retell();
  }

  #retell(): void {
    this.#describe();
    this.#pointing.retell();
  }

  /** Everything in words: the legend, what has no place, the empty map. */
  #describe(): void {
    const { data, look } = this;
    this.#legend.update(legendState(data, look));
    this.#stage.setPlaces(data.n, data.unplaced);
  }

  #resized(): void {
    const { clientWidth: width, clientHeight: height } = this.#stage.element;
    // It may be in the page only now: read the colours of the host again.
    if (!this.look.frame.width) this.#picture.retheme();
    this.look.frame = cameras.frameOf(width, height, this.data.bounds);
    // A selection made by key brings a line under the map: the keys stay where they are.
    if (this.#pointing.walking) this.#pointing.place();
    else this.#pointing.point(null);
    this.#picture.invalidate("scene");
    // Not in the observer's own turn: the legend may change the height of the stage.
    clearTimeout(this.#legendTimer);
    this.#legendTimer = window.setTimeout(() => this.#describe());
  }

  #moveTo(camera: cameras.Camera): void {
    this.#moves.to(camera);
  }

  // ---- mouse, pen and touch ----------------------------------------------------------

  #listen(signal: AbortSignal): () => boolean {
    this.#stage.element.addEventListener("keydown", (event) => this.#keyPressed(event), { signal });
    this.#stage.element.addEventListener(
      "blur",
      () => this.#pointing.walking && this.#pointing.point(null),
      { signal },
    );
    const handlers = {
      tool: () => this.#selecting.tool,
      focused: () => holdsFocus(this.element),
      hover: (x: number, y: number) => this.#pointing.point(this.#pointing.itemAt(x, y)),
      leave: () => this.#pointing.walking || this.#pointing.point(null),
      click: (x: number, y: number, touch: boolean, how: Combine) => {
        const item = this.#pointing.itemAt(x, y);
        if (this.#selecting.clicked(item, how)) return;
        // A finger cannot hover: the first tap shows the item, the second one asks.
        const first = touch && item !== this.look.pointed;
        this.#pointing.point(item, touch);
        if (item !== null && !first) this.options.onAsk?.(item);
      },
      doubleClick: (x: number, y: number) => {
        if (this.#pointing.itemAt(x, y) === null) this.#moveTo(cameras.home(this.data.bounds));
      },
      pan: (dx: number, dy: number) => this.#moves.pan(dx, dy),
      lasso: (path: readonly number[]) => {
        this.look.lasso = path;
        this.#picture.invalidate("marks");
      },
      lassoDone: (path: readonly number[], how: Combine) => this.#selecting.drawn(path, how),
      zoom: (x: number, y: number, factor: number) => this.#moves.zoom(x, y, factor),
      wheelIgnored: () => this.#stage.say("click the map, then scroll to zoom"),
    };
    return listenToPointer(this.#stage.element, handlers, signal);
  }

  // ---- keyboard --------------------------------------------------------------------------
  #keyPressed(event: KeyboardEvent): void {
    const action = actionOf(event);
    if (!action || !this.#act(action)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** False when there is nothing to do, so that the host may have the key. */
  #act(action: MapAction): boolean {
    const { pointed } = this.look;
    const pan = PANS[action];
    if (pan) {
      this.#pointing.arrow(...pan);
      return true;
    }
    switch (action) {
      case "in":
      case "out":
        this.#moves.zoomHere(action === "in" ? 1.5 : 1 / 1.5);
        return true;
      case "home":
        this.#moveTo(cameras.home(this.data.bounds));
        return true;
      case "lasso":
      case "box":
        this.#selecting.use(this.#selecting.tool === action ? "pan" : action);
        return true;
      case "pick":
        return this.#selecting.toggle(pointed);
      case "all":
        this.#selecting.inView();
        return true;
      case "asked":
        return this.#toAsked();
      case "next":
      case "previous":
        this.#pointing.walk(action === "next" ? 1 : -1);
        return true;
      case "ask":
        if (pointed !== null) this.options.onAsk?.(pointed);
        return pointed !== null;
      default:
        if (action === "escape") return this.#escape();
        return this.options.onAction?.(action, pointed) ?? false;
    }
  }

  /** Step back from one thing at a time; with nothing to step back from, Escape is not for the map. */
  #escape(): boolean {
    if (this.#giveUpDrag()) return true;
    if (this.#selecting.tool !== "pan") this.#selecting.use("pan");
    else if (this.#pointing.walking) this.#pointing.point(null);
    else if (this.look.selection) this.#selecting.select(null);
    else return false;
    return true;
  }

  /** The sample on the card: into view, as if it were pointed at. */
  #toAsked(): boolean {
    const { asked } = this.look;
    if (asked !== null && this.#pointing.goTo(asked)) this.#pointing.point(asked, true);
    else this.#stage.say(asked === null ? "nothing is asked now" : "the sample has no place here");
    return true;
  }
}
