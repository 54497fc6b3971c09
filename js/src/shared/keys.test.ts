import { describe, expect, it } from "vitest";
import { actionOf, isPressable, isTyping, type KeyLike, keyLabel, keymap } from "./keys";

const press = (code: string, over: Partial<KeyLike> = {}): KeyLike => ({
  code,
  key: "",
  repeat: false,
  isComposing: false,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  shiftKey: false,
  ...over,
});

describe("keys", () => {
  const keys = keymap();

  it("go by their place, whatever the layout writes there", () => {
    expect(actionOf(press("Digit1", { key: "&" }), keys)).toBe("class1"); // French
    expect(actionOf(press("Digit1", { key: "1", shiftKey: true }), keys)).toBe("class1");
    expect(actionOf(press("Numpad9"), keys)).toBe("class9");
    expect(actionOf(press("KeyS", { key: "o" }), keys)).toBe("skip"); // Dvorak
  });

  it("undo and redo", () => {
    expect(actionOf(press("KeyU"), keys)).toBe("undo");
    expect(actionOf(press("KeyU", { shiftKey: true }), keys)).toBe("redo");
    expect(actionOf(press("KeyR"), keys)).toBe("redo");
  });

  it("tell search and help apart, on every keyboard", () => {
    expect(actionOf(press("Slash", { key: "/" }), keys)).toBe("search");
    expect(actionOf(press("Slash", { key: "?", shiftKey: true }), keys)).toBe("help");
    expect(actionOf(press("Digit7", { key: "/", shiftKey: true }), keys)).toBe("search"); // German
    expect(actionOf(press("Minus", { key: "?", shiftKey: true }), keys)).toBe("help");
  });

  it.each([["ctrlKey"], ["altKey"], ["metaKey"], ["isComposing"], ["repeat"]])(
    "leave %s presses alone",
    (name) => {
      expect(actionOf(press("Digit1", { [name]: true }), keys)).toBeNull();
    },
  );

  it("leave Escape and Tab free", () => {
    expect(actionOf(press("Escape"), keys)).toBeNull();
    expect(actionOf(press("Tab"), keys)).toBeNull();
  });

  it("can be mapped anew; a code means one thing", () => {
    const mine = keymap({ skip: "KeyU", class1: "KeyA", nonsense: "KeyB" });
    expect(actionOf(press("KeyU"), mine)).toBe("skip");
    expect(actionOf(press("KeyA"), mine)).toBe("class1");
    expect(actionOf(press("Digit1"), mine)).toBeNull();
    expect(actionOf(press("KeyB"), mine)).toBeNull();
    expect(mine.code.has("undo")).toBe(false);
  });

  it("are shown as they are printed", () => {
    expect(keyLabel("KeyS")).toBe("S");
    expect(keyLabel("KeyQ", new Map([["KeyQ", "a"]]))).toBe("A");
    expect(keyLabel("Enter")).toBe("⏎");
    expect(keyLabel("Shift+KeyU")).toBe("⇧U");
    expect(keyLabel("Digit3")).toBe("3");
    expect(keyLabel(undefined)).toBe("");
  });
});

it("knows who takes letters and who takes Enter", () => {
  const make = (tag: string) => document.createElement(tag);
  expect(isTyping(make("input"))).toBe(true);
  expect(isTyping(make("select"))).toBe(true);
  expect(isTyping(make("button"))).toBe(false);
  expect(isPressable(make("button"))).toBe(true);
  expect(isPressable(make("div"))).toBe(false);
  expect(isTyping(null)).toBe(false);
});
