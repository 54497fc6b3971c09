// Keys by their place on the keyboard (`event.code`), so that they are the same in every layout.

export const DEFAULT_KEYS: Readonly<Record<string, string>> = {
  accept: "Enter",
  skip: "KeyS",
  unsure: "KeyQ",
  flag: "KeyF",
  undo: "KeyU",
  redo: "KeyR",
  new_class: "KeyN",
  search: "Slash",
  grid: "KeyG",
  select: "KeyX",
  past: "KeyL",
  play: "KeyP",
  help: "Shift+Slash",
  ...Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`class${i}`, `Digit${i}`])),
};

/** Second ways to say the same; a user's own mapping wins over them. */
const ALSO: Readonly<Record<string, string>> = {
  "Shift+KeyU": "redo",
  NumpadEnter: "accept",
  ...Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`Numpad${i}`, `class${i}`])),
};

export interface Keymap {
  action: ReadonlyMap<string, string>; // code -> action
  code: ReadonlyMap<string, string>; // action -> code
}

/** The keys in force: the defaults under the user's own `{action: code}`. */
export function keymap(custom: Readonly<Record<string, string>> = {}): Keymap {
  const code = new Map(Object.entries(DEFAULT_KEYS));
  for (const [action, key] of Object.entries(custom)) {
    if (!code.has(action)) continue;
    // A code means one thing: whoever had it before loses it.
    for (const [other, used] of code) if (used === key) code.delete(other);
    code.set(action, key);
  }
  const action = new Map(Object.entries(ALSO));
  for (const [name, key] of code) action.set(key, name);
  return { action, code };
}

export type KeyLike = Pick<
  KeyboardEvent,
  "code" | "key" | "repeat" | "isComposing" | "ctrlKey" | "altKey" | "metaKey" | "shiftKey"
>;

/** Whether the key was meant for somebody else: a shortcut, a held key, or unfinished writing. */
export function ignored(event: KeyLike): boolean {
  return event.repeat || event.isComposing || event.ctrlKey || event.altKey || event.metaKey;
}

/** The action of a key press, or null. */
export function actionOf(event: KeyLike, keys: Keymap): string | null {
  if (ignored(event)) return null;
  // Written on other keys elsewhere: these two go by their sign.
  if (event.key === "?" && keys.code.get("help") === "Shift+Slash") return "help";
  if (event.key === "/" && keys.code.get("search") === "Slash") return "search";
  const shifted = event.shiftKey ? `Shift+${event.code}` : event.code;
  const found = keys.action.get(shifted);
  if (found) return found;
  // French keyboards need Shift for digits.
  if (event.shiftKey && /^Digit\d$/.test(event.code)) return keys.action.get(event.code) ?? null;
  return null;
}

/** Whether the target takes letters itself. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

/** Whether Enter and Space belong to the target: a button, a link, a summary, a player. */
export function isPressable(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && /^(BUTTON|A|SUMMARY|AUDIO)$/.test(target.tagName);
}

const NAMES: Readonly<Record<string, string>> = {
  Enter: "⏎",
  Space: "␣",
  Slash: "/",
  "Shift+Slash": "?",
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Backspace: "⌫",
};

/** What is printed on the key; `layout` knows better where the browser tells it. */
export function keyLabel(code: string | undefined, layout?: ReadonlyMap<string, string>): string {
  if (!code) return "";
  const named = NAMES[code];
  if (named) return named;
  if (code.startsWith("Shift+")) return `⇧${keyLabel(code.slice(6), layout)}`;
  if (/^Key[A-Z]$/.test(code)) return (layout?.get(code) ?? code.slice(3)).toUpperCase();
  return code.replace(/^(Digit|Numpad)/, "");
}

/** The layout of this keyboard, in browsers that tell. */
export async function keyboardLayout(): Promise<ReadonlyMap<string, string> | undefined> {
  try {
    const { keyboard } = navigator as Navigator & {
      keyboard?: { getLayoutMap?(): Promise<ReadonlyMap<string, string>> };
    };
    return await keyboard?.getLayoutMap?.();
  } catch {
    return undefined; // not allowed in this frame
  }
}
