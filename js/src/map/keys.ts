// Keys of the map. They work by position as well as by sign, so that [ and ] exist on
// keyboards that hide them behind AltGr.

export type MapAction =
  | "left"
  | "right"
  | "up"
  | "down"
  | "in"
  | "out"
  | "home"
  | "lasso"
  | "escape"
  | "next"
  | "previous"
  | "ask";

/** Pixels that the picture moves by. */
export const PANS: Partial<Record<MapAction, [number, number]>> = {
  left: [48, 0],
  right: [-48, 0],
  up: [0, 48],
  down: [0, -48],
};

const BY_KEY: Record<string, MapAction> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
  "+": "in",
  "=": "in",
  "-": "out",
  _: "out",
  "0": "home",
  l: "lasso",
  L: "lasso",
  Escape: "escape",
  "]": "next",
  "[": "previous",
  Enter: "ask",
};

const BY_CODE: Record<string, MapAction> = {
  BracketRight: "next",
  BracketLeft: "previous",
  Digit0: "home",
  KeyL: "lasso",
};

export type KeyLike = Pick<
  KeyboardEvent,
  "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "isComposing"
> & { getModifierState?: (key: string) => boolean };

/** What a key press asks for; null when it is not for the map. */
export function actionOf(event: KeyLike): MapAction | null {
  const altGr = event.getModifierState?.("AltGraph") ?? false;
  if (event.isComposing || event.metaKey) return null;
  if ((event.ctrlKey || event.altKey) && !altGr) return null;
  return BY_KEY[event.key] ?? (altGr ? null : (BY_CODE[event.code] ?? null));
}
