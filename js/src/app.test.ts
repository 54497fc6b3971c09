import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import widget from "./index";
import { card, FakeModel, queue } from "./shared/fixtures";
import type { PastAnswer, Reply } from "./shared/protocol";

let model: FakeModel;
let host: HTMLElement;
let stop: () => void;

class NoObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

function start(config: object = {}, status: object = {}): void {
  model = new FakeModel(config, status);
  stop = widget.render({ model, el: host });
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("ResizeObserver", NoObserver);
  localStorage.clear();
  host = document.createElement("div");
  document.body.append(host);
});
afterEach(() => {
  stop?.();
  document.body.replaceChildren();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const $ = <T extends HTMLElement = HTMLElement>(selector: string): T => {
  const found = host.querySelector<T>(selector);
  if (!found) throw new Error(`no ${selector}`);
  return found;
};
const pane = () => $("[data-al-pane=card]");
/** Let the pictures decode and two frames pass. */
async function frame(): Promise<void> {
  await vi.advanceTimersByTimeAsync(50);
}
function press(code: string, over: KeyboardEventInit = {}, target: Element = pane()): void {
  target.dispatchEvent(
    new KeyboardEvent("keydown", {
      code,
      bubbles: true,
      cancelable: true,
      composed: true,
      ...over,
    }),
  );
}
async function ready(items = [1, 2, 3], status: object = {}): Promise<void> {
  start({}, status);
  model.reply(queue(items));
  await frame();
}
const events = () => model.of("event");

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
    press("Digit1", {}, host);
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
    expect(host.querySelector("img")).toBeNull();
    expect($<HTMLElement>(".al-class").dataset.alClass).toBe(name);
  });
});

describe("undo, redo, classes", () => {
  it("undo goes to the kernel, which says what is on the screen then", async () => {
    await ready();
    press("KeyU");
    expect(events()).toEqual([]); // nothing to undo: a sentence, no event
    expect($(".al-notices").textContent).toContain("nothing to undo");
    press("Digit1");
    press("KeyU");
    expect(events().map((e) => e.kind)).toEqual(["label", "undo"]);
    const [label, undo] = events();
    model.reply(
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
    model.reply({
      type: "queue",
      rev: 1,
      asked: null,
      cards: [card(1, { probabilities: likely }), card(2, { probabilities: likely })],
    });
    await frame();
    const buttons = () => host.querySelectorAll("[data-al-class]");
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

describe("the grid", () => {
  it("labels all chosen samples with one key and one event", async () => {
    await ready([1, 2, 3, 4]);
    press("KeyG");
    await frame();
    const cells = () => [...host.querySelectorAll<HTMLElement>(".al-cell")];
    expect(cells().map((c) => c.dataset.alItem)).toEqual(["1", "2", "3", "4"]);
    press("KeyX"); // the one under the cursor
    cells()[2]?.click();
    expect(cells().map((c) => c.getAttribute("aria-selected"))).toEqual([
      "true",
      "false",
      "true",
      "false",
    ]);
    press("Digit3");
    expect(events()).toHaveLength(1);
    expect(events()[0]).toMatchObject({ items: [1, 3], value: "fox" });
    expect(events()[0]?.asked).toHaveLength(2);
    expect(cells().map((c) => c.dataset.alItem)).toEqual(["2", "4"]);
  });

  it("chooses a range with shift", async () => {
    await ready([1, 2, 3, 4]);
    press("KeyG");
    await frame();
    const cells = host.querySelectorAll<HTMLElement>(".al-cell");
    cells[0]?.click();
    cells[2]?.dispatchEvent(new MouseEvent("click", { shiftKey: true, bubbles: true }));
    expect(host.querySelectorAll("[aria-selected=true]")).toHaveLength(3);
  });
});

describe("past answers", () => {
  const row = (item: number, over: Partial<PastAnswer> = {}): PastAnswer => ({
    item,
    id: `<b>${item}</b>`,
    kind: "label",
    answer: "cat",
    answered_at: 1_700_000_000,
    active_seconds: 1.5,
    strategy: "margin",
    annotator: "ada",
    flag: null,
    predicted: "dog",
    thumbnail: null,
    ...over,
  });
  const list = (rows: PastAnswer[], total = rows.length, offset = 0): Reply => ({
    type: "past",
    total,
    offset,
    rows,
  });

  it("are listed, filtered, paged and corrected", async () => {
    await ready();
    press("KeyL");
    expect(model.of("past").at(-1)).toMatchObject({
      kind: null,
      class_name: null,
      offset: 0,
      limit: 10,
    });
    model.reply(list([row(7), row(8, { kind: "skip", answer: null })], 25));
    expect(host.querySelectorAll("[data-al-past]")).toHaveLength(2);
    expect($("[data-al-past='7']").textContent).toContain("<b>7</b>");
    expect($("[data-al-past='7'] .al-differs").textContent).toBe("≠ dog");
    press("Digit1"); // no sample is on the screen
    expect(events()).toEqual([]);

    const answer = $<HTMLSelectElement>("[data-al-past='8'] select");
    expect(answer.value).toBe("");
    answer.value = "fox";
    answer.dispatchEvent(new Event("change"));
    expect(events()[0]).toMatchObject({ kind: "label", items: [8], value: "fox", asked: [null] });
    expect($<HTMLSelectElement>("[data-al-past='8'] select").value).toBe("fox");
    model.reply({ type: "ack", id: String(events()[0]?.id), duplicate: false });
    expect(model.of("past")).toHaveLength(2); // the kernel's view of it
    model.reply(list([row(7)], 25));

    const kind = $<HTMLSelectElement>(".al-past-tools select");
    kind.value = "skip";
    kind.dispatchEvent(new Event("change"));
    expect(model.of("past").at(-1)).toMatchObject({ kind: "skip", offset: 0 });
    model.reply(list([row(7)], 25));
    const older = [...host.querySelectorAll<HTMLButtonElement>(".al-past-tools button")].at(-1);
    older?.click();
    expect(model.of("past").at(-1)).toMatchObject({ kind: "skip", offset: 10 });
  });

  it("bring a sample back to the screen", async () => {
    await ready();
    press("KeyL");
    model.reply(list([row(7)]));
    $("[data-al-past='7'] button").click();
    expect(model.of("ask")).toEqual([{ v: 1, type: "ask", items: [7] }]);
    expect(pane().dataset.alView).toBe("card");
  });
});

describe("the header", () => {
  it("says what is labelled, pending and running", async () => {
    await ready([1, 2], {
      counts: { labelled: 42, per_class: [20, 12, 10] },
      strategy: {
        name: "auto",
        active: "margin",
        text: "",
        choices: [{ name: "auto", title: "auto" }],
      },
      model: { version: 12, n_labels: 40, seconds: 0.21, device: "cpu" },
    });
    const header = $(".al-header");
    expect(header.textContent).toContain("42 of 100 labelled");
    expect(header.textContent).toContain("auto: margin");
    expect(header.textContent).toContain("trained v12, 0.2 s, cpu");
    press("Digit1");
    expect($("[data-al-pending]").textContent).toBe("1 answer not saved yet");
    model.reply({ type: "ack", id: String(events()[0]?.id), duplicate: false });
    expect($("[data-al-pending]").hidden).toBe(true);
    const phase = {
      name: "training",
      text: "training",
      progress: 0.4,
      detail: null,
      cancellable: true,
    };
    model.setStatus({ phase });
    expect($("[data-al-phase]").dataset.alPhase).toBe("training");
    expect($("[role=progressbar]").getAttribute("aria-valuenow")).toBe("40");
    $("[data-al-command=cancel]").click();
    expect(model.of("command").at(-1)).toMatchObject({ name: "cancel" });
  });

  it("changes the strategy", async () => {
    const choices = ["auto", "random"].map((name) => ({ name, title: name }));
    await ready([1], { strategy: { name: "auto", active: "auto", text: "", choices } });
    const select = $<HTMLSelectElement>("[data-al-setting=strategy]");
    select.value = "random";
    select.dispatchEvent(new Event("change"));
    expect(model.of("set")).toEqual([{ v: 1, type: "set", name: "strategy", value: "random" }]);
  });

  it("shows an error as a sentence with the traceback behind it", async () => {
    const phase = {
      name: "error",
      text: "It failed.",
      detail: "Traceback <x>",
      progress: null,
      cancellable: false,
    };
    await ready([1], { phase });
    expect($(".al-trouble").textContent).toContain("It failed.");
    expect($<HTMLDetailsElement>("details").open).toBe(false);
    expect($("pre").textContent).toBe("Traceback <x>");
  });

  it("offers to try again when the store cannot save, and sends what waits once it can", async () => {
    await ready();
    press("Digit1");
    const sent = events().length;
    model.reply({
      type: "error",
      id: String(events()[0]?.id),
      code: "store",
      text: "full",
      keep: true,
    });
    model.setStatus({ store: { where: "a.db", unsaved: 1, text: "The disk is full." } });
    $("[data-al-command=retry_store]").click();
    expect(model.of("command")).toEqual([{ v: 1, type: "command", name: "retry_store" }]);
    expect(events().length).toBe(sent + 1);
    model.setStatus({ store: { where: "a.db", unsaved: 0, text: null } });
    expect(events().length).toBe(sent + 2);
  });
});

describe("states", () => {
  it("says that nothing is left, and takes no keys", async () => {
    await ready([], { phase: { name: "finished", text: "finished" } });
    expect($(".al-empty").textContent).toContain("session.export");
    press("Digit1");
    press("KeyS");
    press("Enter");
    expect(events()).toEqual([]);
  });

  it("waits in words", async () => {
    start();
    expect($(".al-empty").textContent).toContain("getting the first sample");
    await vi.advanceTimersByTimeAsync(10_000);
    expect($(".al-empty").textContent).toContain("does not answer");
  });

  it("refuses a kernel of another version in a sentence, and sends nothing", () => {
    start({ protocol: 2 });
    expect(host.textContent).toContain("protocol 1 and the kernel 2");
    expect(model.sent).toEqual([]);
  });

  it("uses the user's keys", async () => {
    start({ keys: { skip: "KeyK" } });
    model.reply(queue([1, 2]));
    await frame();
    press("KeyS");
    expect(events()).toEqual([]);
    press("KeyK");
    expect(events()[0]).toMatchObject({ kind: "skip" });
  });
});

describe("a view", () => {
  it("shares nothing with another one of the same model, and leaves nothing behind", async () => {
    await ready();
    const other = document.createElement("div");
    document.body.append(other);
    const stopOther = widget.render({ model, el: other });
    model.reply(queue([1, 2, 3], 2));
    const ids = [...document.querySelectorAll("[id]")].map((el) => el.id);
    expect(new Set(ids).size).toBe(ids.length);
    press("Digit1");
    expect(other.querySelector<HTMLElement>("[data-al-pane]")?.dataset.alItem).toBe("1");
    model.reply({ type: "labelled", rev: 1, items: [1], codes: [0] });
    expect(other.querySelector<HTMLElement>("[data-al-pane]")?.dataset.alItem).toBe("2");
    expect(other.querySelector(".al-notices")?.textContent).toContain("labelled cat elsewhere");
    expect($(".al-notices").textContent).toBe("");
    stopOther();
    stop();
    expect(other.childElementCount + host.childElementCount).toBe(0);
    for (const set of model.listeners.values()) expect(set.size).toBe(0);
    vi.advanceTimersByTime(0); // jsdom's own storage event
    expect(vi.getTimerCount()).toBe(0);
  });

  it("works in a shadow root", async () => {
    const shadow = host.attachShadow({ mode: "open" });
    const inner = document.createElement("div");
    shadow.append(inner);
    model = new FakeModel();
    stop = widget.render({ model, el: inner });
    model.reply(queue([1, 2]));
    await frame();
    const card = inner.querySelector<HTMLElement>("[data-al-pane=card]");
    card?.focus();
    expect(card?.hasAttribute("data-al-keys")).toBe(true);
    press("Digit1", {}, card as HTMLElement);
    expect(events()).toHaveLength(1);
    expect(card?.dataset.alItem).toBe("2");
  });

  it("stops when its signal says so", () => {
    const control = new AbortController();
    model = new FakeModel();
    stop = widget.render({ model, el: host, signal: control.signal });
    control.abort();
    expect(host.childElementCount).toBe(0);
  });

  it("can be torn down before its first frame", async () => {
    start();
    model.reply(queue([1]));
    stop();
    await frame();
    expect(vi.getTimerCount()).toBe(0);
  });
});
