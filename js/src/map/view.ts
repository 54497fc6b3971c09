// The map as the rest of the widget sees it. It knows neither the model nor the store.

import type { Bounds } from "./camera";
import type { ColourBy } from "./colours";
import type { Codes } from "./columns";
import type { Found } from "./found";
import type { MapAction } from "./keys";
import type { Menu } from "./modes";
import type { Moment } from "./moment";
import type { NumberColumn } from "./numbers";
import type { Look } from "./picture";
import type { Scene } from "./renderer";

export interface MapOptions {
  onHover?: (item: number | null) => void; // answer with setPreview(item, …)
  onAsk?: (item: number) => void; // clicked, or Enter
  onSelect?: (bits: Uint8Array | null, count: number) => void; // drawn or cleared by the user
  onAction?: (action: MapAction, pointed: number | null) => boolean; // keys the map has no use for
  onScene?: (scene: Scene, look: Readonly<Look>) => void; // a picture is drawn: what goes with it follows
  onNumber?: (name: string | null) => void; // the colour is this number: answer with setNumber
  announce?: (text: string) => void; // for a live region
  theme?: "light" | "dark";
  renderer?: "auto" | "webgl" | "cpu"; // "webgl" also takes one in software; for tests
}

export interface MapView {
  readonly element: HTMLElement;
  /** [x0, y0, x1, ...] in about [-1, 1]; NaN: no place. Kept, not copied. */
  setCoordinates(xy: Float32Array): void;
  setPrediction(codes: Codes | null): void; // the largest value means none
  setUncertainty(uncertainty: Uint8Array | null): void; // 0 sure .. 254 unsure, 255 unknown
  setLabels(codes: Codes | null): void; // kept, and changed by patchLabels
  /** -1: no label now; `audited`: those of the items that belong to the audit. */
  patchLabels(
    items: ArrayLike<number>,
    codes: ArrayLike<number>,
    audited?: readonly number[],
  ): void;
  setAudited(items: Iterable<number>): void; // all labelled items of the audit
  setNumber(column: NumberColumn): void;
  setMenu(menu: Menu): void; // what the colour can be
  setClasses(names: readonly string[]): void;
  setColourBy(by: ColourBy): void;
  setAsked(item: number | null, queue: readonly number[]): void;
  /** What two strategies would ask next; empty: nothing is compared. */
  setCompared(sides: readonly (readonly number[])[]): void;
  /** Show the past; null: now. What is set meanwhile is kept for then. */
  setMoment(moment: Moment | null): void;
  setSelection(bits: Uint8Array | null): void;
  /** Marks what was looked for; `at` comes into view. */
  setFound(found: Found): void;
  show(box: Bounds): void; // this part of the map
  setTheme(theme: "light" | "dark"): void; // also when the host's colours changed
  setProgress(text: string, fraction: number | null): void; // "": nothing runs
  /** The item, and what is told of it; ignored when another one is shown by now. */
  setPreview(item: number, node: Node | null, facts?: Node | null): void;
  dispose(): void;
}
