// One line to write in: the note of a flag, the name of a new class, a new name for a class.

import { fill, h } from "../shared/dom";
import type { InputKind, State } from "../shared/state";
import type { Context, Part } from "./context";

const WORDS: Readonly<Record<InputKind, { label: string; hint: string; done: string }>> = {
  flag: { label: "What is wrong with it?", hint: "a note, or nothing", done: "flag" },
  class: { label: "New class", hint: "its name", done: "create" },
  rename: { label: "New name", hint: "its name", done: "rename" },
};
const MAX_NAME = 200;
const MAX_NOTE = 5_000;

export function createInputs(context: Context): Part {
  const label = h("label", { htmlFor: `${context.id}-input` });
  const input = h("input", { id: `${context.id}-input`, type: "text", autocomplete: "off" });
  const done = h("button.al-button", { type: "submit" });
  const cancel = h("button.al-button", { on: { click: () => close() } }, "cancel");
  const el = h("form.al-input", { hidden: true }, label, input, done, cancel);
  let open: State["input"] = null;

  function close(): void {
    context.store.dispatch({ type: "input", input: null });
    (el.closest("[data-al-pane]") as HTMLElement | null)?.focus({ preventScroll: true });
  }

  el.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!open) return;
    const { kind, target } = open;
    let taken = true;
    if (kind === "flag") context.session.flag(input.value);
    else if (kind === "class") taken = context.session.addClass(input.value);
    else taken = context.session.renameClass(target, input.value);
    if (taken) close();
    else input.select();
  });
  el.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    event.stopPropagation();
    close();
  });

  return {
    el,
    update(state) {
      if (state.input === open) return;
      open = state.input;
      el.hidden = open === null;
      if (open === null) return;
      const words = WORDS[open.kind];
      fill(label, open.kind === "rename" ? `${words.label} for ${open.target}` : words.label);
      input.placeholder = words.hint;
      input.maxLength = open.kind === "flag" ? MAX_NOTE : MAX_NAME;
      input.value = open.kind === "rename" ? open.target : "";
      done.textContent = words.done;
      input.focus({ preventScroll: true });
      input.select();
    },
  };
}
