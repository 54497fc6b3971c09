// What is selected on the map, and the tools that select.

import { type Combine, combineBits, countBits, hasBit, withBit } from "./bits";
import * as cameras from "./camera";
import type { MapData } from "./data";
import type { Look } from "./picture";
import type { Tool } from "./pointer";
import type { MapOptions } from "./view";
import { plural } from "./words";

const SAID: Record<Tool, string> = {
  pan: "drag to move the map",
  lasso: "draw around points to select them",
  box: "draw a box around points to select them",
};

export interface SelectingHost {
  readonly data: MapData;
  readonly look: Look;
  readonly options: MapOptions;
  setSelection(bits: Uint8Array | null): void;
  showTool(tool: Tool): void;
}

export class Selecting {
  tool: Tool = "pan";

  constructor(private readonly host: SelectingHost) {}

  use(tool: Tool): void {
    this.tool = tool;
    this.host.showTool(tool);
    this.host.options.announce?.(SAID[tool]);
  }

  /** An outline on the screen is complete. */
  drawn(path: readonly number[], how: Combine): void {
    const { data, look } = this.host;
    const polygon = cameras.outlineToData(look.camera, look.frame, path);
    this.select(combineBits(look.selection, data.inside(polygon), how));
  }

  /** All that is in view. */
  inView(): void {
    const { width, height } = this.host.look.frame;
    this.drawn([0, 0, width, 0, width, height, 0, height], "replace");
  }

  /** One item by a click or by key; null: beside all points. */
  pick(item: number | null, how: Combine): void {
    const { data, look } = this.host;
    if (item === null) {
      if (how === "replace") this.select(null);
      return;
    }
    const before = how === "replace" ? null : look.selection;
    this.select(withBit(before, data.n, item, how !== "subtract"));
  }

  /** True when a click means the selection: with a tool that selects, or with a modifier. */
  clicked(item: number | null, how: Combine): boolean {
    const mine = this.tool !== "pan" || how !== "replace";
    if (mine) this.pick(item, how);
    return mine;
  }

  /** False without an item. */
  toggle(item: number | null): boolean {
    const { selection } = this.host.look;
    if (item === null) return false;
    this.pick(item, selection && hasBit(selection, item) ? "subtract" : "add");
    return true;
  }

  /** The user selected; the owner hears of it. */
  select(bits: Uint8Array | null): void {
    const { look, options } = this.host;
    const before = look.selection;
    this.host.setSelection(bits);
    const { selection } = look;
    if (!before && !selection) return;
    const selected = selection ? countBits(selection) : 0;
    options.onSelect?.(selection, selected);
    options.announce?.(
      selected ? `${plural(selected, "item", "items")} selected` : "selection cleared",
    );
  }
}
