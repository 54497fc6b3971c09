// @vitest-environment node
import { expect, test } from "vitest";
import { actionOf, type KeyLike } from "./keys";

const key = (name: string, code = "", more: Partial<KeyLike> = {}): KeyLike => ({
  key: name,
  code,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  isComposing: false,
  ...more,
});

test("keys by sign", () => {
  expect(actionOf(key("ArrowLeft", "ArrowLeft"))).toBe("left");
  expect(actionOf(key("+", "NumpadAdd"))).toBe("in");
  expect(actionOf(key("-"))).toBe("out");
  expect(actionOf(key("]"))).toBe("next");
  expect(actionOf(key("Enter"))).toBe("ask");
  expect(actionOf(key("x", "KeyX"))).toBeNull();
});

test("keys by position, where the layout has other signs", () => {
  expect(actionOf(key("ü", "BracketLeft"))).toBe("previous");
  expect(actionOf(key("д", "KeyL"))).toBe("lasso");
  expect(actionOf(key("à", "Digit0"))).toBe("home");
});

test("the host's shortcuts and half-typed letters are left alone, AltGr is not a shortcut", () => {
  expect(actionOf(key("0", "Digit0", { ctrlKey: true }))).toBeNull();
  expect(actionOf(key("ArrowLeft", "", { altKey: true }))).toBeNull();
  expect(actionOf(key("l", "KeyL", { metaKey: true }))).toBeNull();
  expect(actionOf(key("l", "KeyL", { isComposing: true }))).toBeNull();
  const altGr = { ctrlKey: true, altKey: true, getModifierState: (k: string) => k === "AltGraph" };
  expect(actionOf(key("[", "Digit8", altGr))).toBe("previous");
  expect(actionOf(key("}", "Digit0", altGr))).toBeNull();
});
