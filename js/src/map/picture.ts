// Puts the columns and the view state onto two canvases: the points, and the marks over them.
// Everything that changes within one frame is drawn once.

import { h } from "../shared/dom";
import type { Rgb } from "../shared/palette";
import { type Camera, type Frame, frameOf, home } from "./camera";
import { type ColourBy, colourBytes, colourTable } from "./colours";
import { CpuRenderer } from "./cpu";
import type { MapData } from "./data";
import { drawOverlay } from "./overlay";
import { fitCanvas, type Renderer, type Scene } from "./renderer";
import { pointStyle } from "./sizing";
import { readTokens, type Tokens } from "./tokens";
import type { MapOptions } from "./view";
import { WebglRenderer } from "./webgl";

/** The state of the view; the owner changes it and says what to draw again. */
export interface Look {
  camera: Camera;
  frame: Frame;
  by: ColourBy;
  dark: boolean;
  asked: number | null;
  askedAt: number; // performance.now() when the asked item changed
  queue: readonly number[];
  pointed: number | null; // under the mouse, or reached by keyboard
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
    dark,
    asked: null,
    askedAt: Number.NEGATIVE_INFINITY,
    queue: [],
    pointed: null,
    lasso: [],
    selection: null,
    spotlight: null,
    moving: false,
  };
}

export type Part = "places" | "colours" | "table" | "scene" | "marks";

const ARRIVE_MS = 140;
const EVERYTHING: readonly Part[] = ["places", "colours", "table", "scene", "marks"];

/** The colour `t` of the way from a to b. */
function between(a: Rgb, b: Rgb, t: number): Rgb {
  return a.map((v, i) => Math.round(v + ((b[i] ?? v) - v) * t)) as Rgb;
}

export class Picture {
  private readonly overlay = h("canvas", { class: "al-map-overlay" });
  private readonly changed = new Set<Part>(EVERYTHING);
  private renderer: Renderer | null = null;
  private tokens: Tokens | null = null;
  private bytes = new Uint8Array(0);
  private table: Uint8Array = new Uint8Array(1024);
  private request = 0;
  private frames = 0;
  private disposed = false;

  constructor(
    private readonly stage: HTMLElement,
    private readonly data: MapData,
    private readonly look: Readonly<Look>,
    private readonly kind: NonNullable<MapOptions["renderer"]>,
  ) {
    stage.prepend(this.overlay);
  }

  /** Something changed: draw it with the next frame. */
  invalidate(part: Part): void {
    this.changed.add(part);
    if (this.disposed || this.request) return;
    this.request = requestAnimationFrame((now) => {
      this.request = 0;
      this.draw(now);
    });
  }

  /** Read the colours of the host again. */
  retheme(): void {
    this.tokens = null;
    this.invalidate("table");
  }

  private draw(now: number): void {
    const { look } = this;
    // No size: keep what changed for the time when the pane is on the screen.
    if (this.disposed || look.frame.width < 1 || look.frame.height < 1) return;
    const { data, changed } = this;
    const renderer = this.renderer ?? this.makeRenderer();
    this.tokens ??= readTokens(this.stage, look.dark);
    const scene: Scene = {
      camera: look.camera,
      frame: look.frame,
      ratio: window.devicePixelRatio || 1,
      ...pointStyle(data.n - data.unplaced, look.frame.width, look.frame.height, look.camera.zoom),
      background: this.tokens.surfaceRgb,
      outline: this.tokens.inkRgb,
      quiet: between(this.tokens.surfaceRgb, this.tokens.inkRgb, 0.25),
      dimming: look.selection !== null || look.spotlight !== null,
      moving: look.moving,
    };
    if (changed.has("places")) renderer.setCoordinates(data.xy);
    if (changed.has("places") || changed.has("colours")) {
      if (this.bytes.length !== data.n) this.bytes = new Uint8Array(data.n);
      const { prediction, uncertainty, labels, labelled } = data;
      const columns = { prediction, uncertainty, labels, labelled };
      renderer.setColours(colourBytes(data.n, { ...look, ...columns }, this.bytes));
      renderer.setLabelled(labelled);
    }
    if (changed.has("table")) {
      this.table = colourTable(look.by, look.dark, this.tokens.surfaceRgb);
      renderer.setTable(this.table);
    }
    if (changed.size > 1 || !changed.has("marks")) {
      renderer.draw(scene);
      // Benchmarks count the redraws of a real drag by this.
      this.stage.dataset.alFrames = String(++this.frames);
    }
    changed.clear();
    this.drawMarks(scene, this.tokens, now);
  }

  private drawMarks(scene: Scene, tokens: Tokens, now: number): void {
    const context = this.overlay.getContext("2d");
    if (!context) return;
    fitCanvas(this.overlay, scene);
    const { look } = this;
    const still = window.matchMedia?.("(prefers-reduced-motion: reduce)").matches;
    const arriving = still ? 1 : Math.min(1, Math.max(0, (now - look.askedAt) / ARRIVE_MS));
    drawOverlay(
      context,
      this.data.xy,
      { ...look, arriving },
      { ...scene, tokens, fillOf: (item) => this.colourOf(item) },
    );
    if (arriving < 1) this.invalidate("marks");
  }

  private colourOf(item: number): string {
    const at = 4 * (this.bytes[item] ?? 0);
    return `rgb(${this.table[at]} ${this.table[at + 1]} ${this.table[at + 2]})`;
  }

  private makeRenderer(): Renderer {
    // A graphics card that went away (sleep, too many contexts in the page): go on without.
    const lost = () => {
      if (this.disposed) return;
      this.use(new CpuRenderer());
      this.invalidate("scene");
    };
    const webgl = this.kind === "cpu" ? null : WebglRenderer.create(lost, this.kind === "webgl");
    return this.use(webgl ?? new CpuRenderer());
  }

  private use(renderer: Renderer): Renderer {
    this.renderer?.canvas.remove();
    this.renderer?.dispose();
    this.renderer = renderer;
    renderer.canvas.className = "al-map-scene";
    this.stage.prepend(renderer.canvas);
    this.stage.dataset.alRenderer = renderer.kind;
    for (const part of EVERYTHING) this.changed.add(part);
    return renderer;
  }

  dispose(): void {
    this.disposed = true;
    cancelAnimationFrame(this.request);
    this.renderer?.dispose();
    this.renderer = null;
    this.overlay.width = this.overlay.height = 0;
  }
}
