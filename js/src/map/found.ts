// Items that were looked for, marked on the map; lines lead to them from the item they belong to.

import type { Tokens } from "./tokens";

type Place = [number, number];

export interface Found {
  readonly items: readonly number[];
  readonly from: number | null; // whose neighbours they are
  readonly at: number | null; // the one that is looked at
}

export const NOTHING_FOUND: Found = { items: [], from: null, at: null };

export function drawFound(
  context: CanvasRenderingContext2D,
  { items, from, at }: Found,
  dot: number,
  tokens: Tokens,
  placeOf: (item: number) => Place | null,
): void {
  const start = from === null ? null : placeOf(from);
  const places = items.flatMap((item) => {
    const place = placeOf(item);
    return place ? [{ item, place }] : [];
  });
  if (start) {
    context.beginPath();
    for (const { place } of places) {
      context.moveTo(...start);
      context.lineTo(...place);
    }
    stroke(context, tokens.surface, 3);
    stroke(context, tokens.ink, 1);
  }
  for (const { item, place } of places) mark(context, place, dot + 2, item === at, tokens);
  if (start) mark(context, start, dot + 4, true, tokens);
}

/** A diamond: the rings and squares on the map mean something else. */
function mark(
  context: CanvasRenderingContext2D,
  [x, y]: Place,
  size: number,
  strong: boolean,
  tokens: Tokens,
): void {
  const reach = size + (strong ? 2.5 : 0);
  context.beginPath();
  context.moveTo(x, y - reach);
  context.lineTo(x + reach, y);
  context.lineTo(x, y + reach);
  context.lineTo(x - reach, y);
  context.closePath();
  stroke(context, tokens.surface, strong ? 4 : 3);
  stroke(context, tokens.ink, strong ? 1.75 : 1);
}

function stroke(context: CanvasRenderingContext2D, colour: string, width: number): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke();
}
