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
  | "box"
  | "pick"
  | "all"
  | "asked"
  | "find"
  | "near"
  | "similar"
  | "bulk"
  | "region"
  | "undo"
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

function letters(keys: Record<string, MapAction>): Record<string, MapAction> {
  const capitals = Object.entries(keys).map(([key, action]) => [key.toUpperCase(), action]);
  return { ...keys, ...Object.fromEntries(capitals) };
}

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
  ...letters({
    l: "lasso",
    b: "box",
    a: "all",
    g: "asked",
    n: "near",
    m: "similar",
    t: "bulk",
    r: "region",
    u: "undo",
  }),
  " ": "pick",
  "/": "find",
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
  KeyB: "box",
  KeyA: "all",
  KeyG: "asked",
  KeyN: "near",
  KeyM: "similar",
  KeyT: "bulk",
  KeyR: "region",
  KeyU: "undo",
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
