// The way through the points by keyboard: in order of uncertainty, then from each to those beside it.

import { hasBit } from "./bits";
import { codeOf } from "./columns";
import type { MapData } from "./data";
import { neighbourIn } from "./neighbours";
import { nextIn } from "./order";
import type { Look } from "./picture";
import { itemWords, walkWords } from "./words";

/** A point, and what is said of it. */
export interface Stop {
  readonly item: number;
  readonly words: string;
}

/** The next point that has no label (and is selected, if any is). */
export function nextPoint(data: MapData, look: Readonly<Look>, step: 1 | -1): Stop | null {
  const { order } = data;
  const from = look.pointed === null ? -1 : order.indexOf(look.pointed);
  const free = (item: number) =>
    codeOf(data.labels, item) < 0 && (!look.selection || hasBit(look.selection, item));
  const at = nextIn(order, from, step, free);
  const item = order[at];
  if (at < 0 || item === undefined) return null;
  return { item, words: walkWords(item, data, at, order.length) };
}

/** The point beside the pointed one in a direction of the screen (y up). */
export function pointBeside(
  data: MapData,
  look: Readonly<Look>,
  dx: number,
  dy: number,
): Stop | null {
  const item = look.pointed === null ? null : neighbourIn(data, look.pointed, dx, dy);
  if (item === null) return null;
  const words = `item ${item}: ${itemWords(item, data).join(", ")}. Enter asks about it.`;
  return { item, words };
}
