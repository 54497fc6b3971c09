// Puts the columns and the view state onto two canvases: the points, and the marks over them.
// Everything that changes within one frame is drawn once.

import { h } from "../shared/dom";
import { held, seesInput } from "../shared/hold";
import type { Rgb } from "../shared/palette";
import { type Camera, type Frame, frameOf, home } from "./camera";
import { type ColourBy, colourTable, hasClasses, paintOf } from "./colours";
import { CpuRenderer } from "./cpu";
import type { MapData } from "./data";
import { type Found, NOTHING_FOUND } from "./found";
import { drawStill, onScreen } from "./marks";
import { QUALITY } from "./numbers";
import { drawOverlay } from "./overlay";
import { fitCanvas, type Renderer, type Scene } from "./renderer";
import { labelledStyle, pointStyle } from "./sizing";
import { readTokens, type Tokens } from "./tokens";
import type { MapOptions } from "./view";
import { WebglRenderer } from "./webgl";

/** The state of the view; the owner changes it and says what to draw again. */
export interface Look {
  camera: Camera;
  frame: Frame;
  by: ColourBy;
  confident: boolean; // predicted classes fade with the model's doubt
  dark: boolean;
  asked: number | null;
  askedAt: number; // performance.now() when the asked item changed
  queue: readonly number[];
  formerly: readonly number[] | null; // asked before the version that is shown; null: it is now
  compared: readonly (readonly number[])[];
  pointed: number | null; // under the mouse, or reached by keyboard
  found: Found;
  lasso: readonly number[]; // screen x, y, ... while it is drawn
  selection: Uint8Array | null;
  spotlight: number | null; // class that is shown alone
  moving: boolean;
}

export function newLook(dark: boolean): Look {
  return {
    camera: home(null),
    frame: frameOf(0, 0, null),
    by: "uncertainty",
    confident: true,
    dark,
    asked: null,
    askedAt: Number.NEGATIVE_INFINITY,
    queue: [],
    formerly: null,
    compared: [],
    pointed: null,
    found: NOTHING_FOUND,
    lasso: [],
    selection: null,
    spotlight: null,
    moving: false,
  };
}

/**
 * What changed. "columns" (what the model believes) and "settled" (the movement is over) may wait
 * for the picture that is being made, and never show less than before; the others are urgent.
 */
export type Part =
  | "places"
  | "way" // the points are on their way to new places, and look the same
  | "colours"
  | "columns"
  | "table"
  | "scene"
  | "settled"
  | "marks";

const ARRIVE_MS = 140;
// of drawing in one task; a key comes before the next, and ends this one where it can
const SLICE_MS = seesInput ? 12 : 7;
const FEW = 64; // changed labels that are drawn one by one
const EVERYTHING: readonly Part[] = ["places", "colours", "table", "scene", "marks"];
const PATIENT: ReadonlySet<Part> = new Set(["columns", "settled", "marks"]);

/** The colour `t` of the way from a to b. */
function between(a: Rgb, b: Rgb, t: number): Rgb {
  return a.map((v, i) => Math.round(v + ((b[i] ?? v) - v) * t)) as Rgb;
}

export class Picture {
  readonly #overlay = h("canvas.al-map-overlay");
  readonly #still = h("canvas.al-map-overlay"); // signs that stay put
  readonly #changed = new Set<Part>(EVERYTHING);
  #renderer: Renderer | null = null;
  #tokens: Tokens | null = null;
  #bytes = new Uint8Array(0);
  #table: Uint8Array = new Uint8Array(1024);
  #patched: number[] = []; // items whose labels changed
  #request = 0;
  #going = false; // a task between two frames is to come
  #frames = 0;
  #disposed = false;

  constructor(
    private readonly stage: HTMLElement,
    private readonly data: MapData,
    private readonly look: Readonly<Look>,
    private readonly kind: MapOptions["renderer"],
    private readonly onScene: MapOptions["onScene"],
  ) {
    stage.prepend(this.#still, this.#overlay);
  }

  /** Something changed: draw it with the next frame. */
  invalidate(part: Part): void {
    this.#changed.add(part);
    this.#ask();
  }

  /** The labels of these items changed, and nothing else. */
  patch(items: readonly number[]): void {
    if (this.#patched.length + items.length > FEW) this.#changed.add("columns");
    else this.#patched.push(...items);
    this.#ask();
  }

  #ask(): void {
    if (this.#disposed || this.#request) return;
    this.#request = requestAnimationFrame((now) => {
      this.#request = 0;
      this.#draw(now);
    });
  }

  /** Read the colours of the host again. */
  retheme(): void {
    this.#tokens = null;
    this.invalidate("table");
  }

  #draw(now: number): void {
    const { look } = this;
    // No size: keep what changed for the time when the pane is on the screen.
    if (this.#disposed || look.frame.width < 1 || look.frame.height < 1) return;
    const began = performance.now();
    const changed = this.#changed;
    const renderer = this.#renderer ?? this.#makeRenderer();
    const urgent = [...changed].some((part) => !PATIENT.has(part));
    if (held() && !urgent) {
      this.#ask();
      return;
    }
    const waiting = changed.has("columns") || changed.has("settled");
    let marks = changed.delete("marks") || urgent;
    const tokens = this.#tokens ?? readTokens(this.stage, look.dark);
    this.#tokens = tokens;
    const scene = this.#scene(tokens);
    if (urgent || (waiting && !renderer.busy)) {
      this.onScene?.(scene, look);
      this.#renew(renderer);
      renderer.draw(scene, urgent);
      this.#drawSigns(scene, tokens);
      marks = true;
      // Benchmarks count the redraws of a real drag by this.
      this.stage.dataset.alFrames = String(++this.#frames);
    } else if (this.#patched.length > 0) {
      this.#paint(this.#patched);
      renderer.setLabelled(this.data.labelled);
      renderer.patch(this.#patched);
      this.#patched = [];
      this.#drawSigns(scene, tokens);
    }
    this.#work(SLICE_MS - (performance.now() - began));
    if (marks) this.#drawMarks(scene, tokens, now);
    if (renderer.busy || changed.size > 0) this.#ask();
  }

  /** Go on with the picture, also between frames: they are far apart where a processor draws. */
  #work(ms: number): void {
    const renderer = this.#renderer;
    if (ms > 0) renderer?.work(ms);
    if (!renderer?.busy || this.#going) return;
    this.#going = true;
    setTimeout(() => {
      this.#going = false;
      this.#work(held() ? 0 : SLICE_MS);
    });
  }

  #scene(tokens: Tokens): Scene {
    const { data, look } = this;
    const { width, height } = look.frame;
    const { zoom } = look.camera;
    const point = pointStyle(data.n - data.unplaced, width, height, zoom);
    // Where only what is labelled has a colour, it must be seen.
    const hollow = look.by === "audit" || (!hasClasses(look.by) && !this.#ofAnswers());
    return {
      camera: look.camera,
      frame: look.frame,
      ratio: window.devicePixelRatio || 1,
      ...point,
      background: tokens.surfaceRgb,
      labelled: labelledStyle(hollow, data.labelled.length, point, width, height, zoom),
      line: hollow ? tokens.mutedRgb : tokens.inkRgb,
      quiet: between(tokens.surfaceRgb, tokens.inkRgb, 0.25),
      dimming: look.selection !== null || look.spotlight !== null,
      asked: look.formerly || look.asked === null ? null : onScreen(data, look.asked, look),
      moving: look.moving,
    };
  }

  /** Tell the renderer everything that changed. */
  #renew(renderer: Renderer): void {
    const { data, look } = this;
    const changed = this.#changed;
    if (changed.has("places") || changed.has("way")) renderer.setCoordinates(data.shown);
    if (changed.has("places") || changed.has("colours") || changed.has("columns")) {
      if (this.#bytes.length !== data.n) this.#bytes = new Uint8Array(data.n);
      this.#paint(null);
      renderer.setColours(this.#bytes);
      renderer.setLabelled(data.labelled);
    } else if (this.#patched.length > 0) {
      this.#paint(this.#patched);
      renderer.setColours(this.#bytes);
      renderer.setLabelled(data.labelled);
    }
    if (changed.has("table")) {
      this.#table = colourTable(look.by, look.dark, look.confident, this.#ofAnswers());
      renderer.setTable(this.#table);
    }
    this.#patched = [];
    changed.clear();
  }

  #ofAnswers(): boolean {
    return this.look.by === "number" && this.data.number?.name === QUALITY;
  }

  /** Colour bytes of some items, null: of all. */
  #paint(items: readonly number[] | null): void {
    const { prediction, uncertainty, labels, audited, n } = this.data;
    const { by, confident, selection, spotlight } = this.look;
    const number = this.data.number?.values ?? null;
    const columns = { prediction, uncertainty, labels, number, audited };
    const paint = paintOf({ by, confident, selection, spotlight, ...columns });
    if (!items) paint(this.#bytes, 0, n);
    else for (const item of items) if (item < n) paint(this.#bytes, item, item + 1);
  }

  #drawSigns(scene: Scene, tokens: Tokens): void {
    const context = this.#still.getContext("2d");
    if (!context) return;
    fitCanvas(this.#still, scene);
    const { data, look } = this;
    const bytes = this.#bytes;
    drawStill({ context, data, look, bytes, scene, tokens });
  }

  #drawMarks(scene: Scene, tokens: Tokens, now: number): void {
    const context = this.#overlay.getContext("2d");
    if (!context) return;
    fitCanvas(this.#overlay, scene);
    const { look } = this;
    const still = window.matchMedia?.("(prefers-reduced-motion: reduce)").matches;
    // Without a graphics card a frame costs what the model needs: the ring is there at once.
    const arriving =
      still || this.#renderer?.kind === "cpu"
        ? 1
        : Math.min(1, Math.max(0, (now - look.askedAt) / ARRIVE_MS));
    drawOverlay(
      context,
      this.data.shown,
      { ...look, arriving },
      { ...scene, tokens, fillOf: (item) => this.#colourOf(item) },
    );
    if (arriving < 1) this.invalidate("marks");
  }

  #colourOf(item: number): string {
    const at = 4 * (this.#bytes[item] ?? 0);
    return `rgb(${this.#table[at]} ${this.#table[at + 1]} ${this.#table[at + 2]})`;
  }

  #makeRenderer(): Renderer {
    // A graphics card that went away (sleep, too many contexts in the page): go on without.
    const lost = () => {
      if (this.#disposed) return;
      this.#use(this.#makeCpu());
      this.invalidate("scene");
    };
    const webgl = this.kind === "cpu" ? null : WebglRenderer.create(lost, this.kind === "webgl");
    return this.#use(webgl ?? this.#makeCpu());
  }

  #makeCpu(): Renderer {
    return new CpuRenderer((box, most) => this.data.near(box, most));
  }

  #use(renderer: Renderer): Renderer {
    this.#renderer?.canvas.remove();
    this.#renderer?.dispose();
    this.#renderer = renderer;
    renderer.canvas.className = "al-map-scene";
    this.stage.prepend(renderer.canvas);
    this.stage.dataset.alRenderer = renderer.kind;
    for (const part of EVERYTHING) this.#changed.add(part);
    return renderer;
  }

  dispose(): void {
    this.#disposed = true;
    cancelAnimationFrame(this.#request);
    this.#renderer?.dispose();
    this.#renderer = null;
    for (const canvas of [this.#still, this.#overlay]) canvas.width = canvas.height = 0;
  }
}
