import { describe, expect, it } from "vitest";
import { card, queue } from "../shared/fixtures";
import { $, events, frame, page, pane, press, ready, start, useView } from "../shared/harness";

useView();

describe("labelling", () => {
  it("a key labels the sample on the screen and the next one is there at once", async () => {
    await ready();
    expect(pane().dataset.alItem).toBe("1");
    press("Digit2");
    expect(pane().dataset.alItem).toBe("2");
    expect(events()).toHaveLength(1);
    expect(events()[0]).toMatchObject({
      v: 1,
      kind: "label",
      items: [1],
      value: "dog",
      options: ["cat", "dog", "fox"],
      asked: [card(1).asked],
    });
    const { id, shown_at, answered_at, active_seconds } = events()[0] ?? {};
    expect(String(id).length).toBeGreaterThanOrEqual(8);
    expect(Number(shown_at)).toBeLessThanOrEqual(Number(answered_at));
    expect(active_seconds).toEqual(expect.any(Number));
  });

  it("two quick presses label one sample: the second one was not seen", async () => {
    await ready();
    press("Digit1");
    press("Digit1");
    expect(events()).toHaveLength(1);
    expect(pane().hasAttribute("data-al-ready")).toBe(false);
    await frame();
    expect(pane().hasAttribute("data-al-ready")).toBe(true);
    press("Digit1");
    expect(events().map((e) => e.items)).toEqual([[1], [2]]);
  });

  it("a held key fires once", async () => {
    await ready();
    press("Digit1");
    await frame();
    press("Digit1", { repeat: true });
    expect(events()).toHaveLength(1);
  });

  it("buttons do what keys do", async () => {
    await ready();
    $("[data-al-class=fox]").click();
    await frame();
    $("[data-al-action=skip]").click();
    await frame();
    $("[data-al-action=accept]").click();
    expect(events().map((e) => [e.kind, e.value])).toEqual([
      ["label", "fox"],
      ["skip", null],
      ["label", "cat"],
    ]);
  });

  it("keys are for the card only: not in inputs, not elsewhere, Enter not on buttons", async () => {
    await ready();
    press("Digit1", {}, page.host);
    press("Enter", { key: "Enter" }, $("[data-al-class=dog]"));
    press("KeyF");
    const input = $<HTMLInputElement>(".al-input input");
    press("Digit1", {}, input);
    expect(events()).toEqual([]);
    input.value = "blurred";
    $("form.al-input").dispatchEvent(new Event("submit", { cancelable: true }));
    expect(events()[0]).toMatchObject({ kind: "flag", items: [1], value: "blurred" });
    expect(pane().dataset.alItem).toBe("1");
  });

  it("guess, probability and key are on the buttons, and spoken", async () => {
    await ready();
    const cat = $("[data-al-class=cat]");
    expect(cat.hasAttribute("data-al-guess")).toBe(true);
    expect(cat.getAttribute("aria-label")).toBe("cat, key 1, probability .60, the model's guess");
    press("Digit1");
    expect($(".al-root > [role=status]").textContent).toContain("labelled cat; next: text 2");
  });

  it("the focus stays in the card after an answer by mouse", async () => {
    await ready();
    const dog = $<HTMLButtonElement>("[data-al-class=dog]");
    dog.focus();
    dog.dispatchEvent(new MouseEvent("click", { bubbles: true, detail: 1 }));
    expect(document.activeElement).toBe(pane());
    expect($(".al-cue").textContent).toBe("keys active");
  });

  it("class names are untrusted too", async () => {
    const name = '<img src=x onerror="window.hit=1">"]';
    await ready([1], { classes: [name, "b"] });
    expect(page.host.querySelector("img")).toBeNull();
    expect($<HTMLElement>(".al-class").dataset.alClass).toBe(name);
  });
});

describe("undo, redo, classes", () => {
  it("undo goes to the kernel, which says what is on the screen then", async () => {
    await ready();
    press("KeyU");
    expect(events()).toEqual([]); // nothing to undo: a sentence, no event
    await frame();
    expect($(".al-notices").textContent).toContain("nothing to undo");
    press("Digit1");
    press("KeyU");
    expect(events().map((e) => e.kind)).toEqual(["label", "undo"]);
    const [label, undo] = events();
    page.model.reply(
      { type: "ack", id: String(label?.id), duplicate: false },
      { type: "ack", id: String(undo?.id), duplicate: false },
      queue([1, 2, 3], 2, 1),
    );
    expect(pane().dataset.alItem).toBe("1");
    await frame();
    expect(pane().hasAttribute("data-al-ready")).toBe(true);
  });

  it("a new class can be used at once; a name that exists is refused in words", async () => {
    await ready();
    press("KeyN");
    const input = $<HTMLInputElement>(".al-input input");
    input.value = "CAT";
    const submit = () =>
      $("form.al-input").dispatchEvent(new Event("submit", { cancelable: true }));
    submit();
    expect(events()).toEqual([]);
    await frame();
    expect($(".al-notices").textContent).toContain("“cat” already");
    input.value = " wolf ";
    submit();
    expect(events()[0]).toMatchObject({ kind: "class_add", value: "wolf", items: [] });
    press("Digit4");
    expect(events()[1]).toMatchObject({ kind: "label", value: "wolf" });
  });

  it("of 200 classes the likeliest nine have digits, and search finds the rest", async () => {
    const classes = Array.from({ length: 200 }, (_, i) => `class ${i}`);
    start({}, { classes });
    const likely = [150, 3].map((c): [number, number] => [c, 0.4]);
    page.model.reply({
      type: "queue",
      rev: 1,
      asked: null,
      cards: [card(1, { probabilities: likely }), card(2, { probabilities: likely })],
    });
    await frame();
    const buttons = () => page.host.querySelectorAll("[data-al-class]");
    expect(buttons()).toHaveLength(200);
    expect((buttons()[0] as HTMLElement).dataset.alClass).toBe("class 150");
    press("Digit1");
    expect(events()[0]).toMatchObject({ value: "class 150" });
    await frame();
    press("Slash", { key: "/" });
    const search = $<HTMLInputElement>(".al-search");
    expect(document.activeElement).toBe(search);
    search.value = "199";
    search.dispatchEvent(new Event("input"));
    expect(buttons()).toHaveLength(1);
    search.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
    expect(events()[1]).toMatchObject({ value: "class 199", items: [2], options: ["class 199"] });
  });
});
