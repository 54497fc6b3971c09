import { describe, expect, it, vi } from "vitest";
import widget from "./index";
import { FakeModel, queue } from "./shared/fixtures";
import { $, events, frame, page, press, ready, start, useView } from "./shared/harness";

useView();

describe("states", () => {
  it("says that nothing is left, and takes no keys", async () => {
    const text = "everything that can be asked has an answer";
    await ready([], { phase: { name: "finished", text } });
    expect($(".al-empty").textContent).toContain('session.export("labels.csv")');
    expect(page.host.textContent).not.toContain(text);
    expect($(".al-phase-word").textContent).toBe("finished");
    expect($(".al-choose").hidden).toBe(true);
    const actions = [...page.host.querySelectorAll<HTMLElement>("[data-al-action]")];
    const left = actions
      .filter((button) => !button.hidden)
      .map((button) => button.dataset.alAction);
    expect(left).toEqual(expect.arrayContaining(["undo", "redo"]));
    expect(left).not.toContain("skip");
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
    expect(page.host.textContent).toContain("protocol 1 and the kernel 2");
    expect(page.model.sent).toEqual([]);
  });

  it("uses the user's keys", async () => {
    start({ keys: { skip: "KeyK" } });
    page.model.reply(queue([1, 2]));
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
    const stopOther = widget.render({ model: page.model, el: other });
    page.model.reply(queue([1, 2, 3], 2));
    const ids = [...document.querySelectorAll("[id]")].map((el) => el.id);
    expect(new Set(ids).size).toBe(ids.length);
    press("Digit1");
    expect(other.querySelector<HTMLElement>("[data-al-pane]")?.dataset.alItem).toBe("1");
    page.model.reply({ type: "labelled", rev: 1, items: [1], codes: [0] });
    expect(other.querySelector<HTMLElement>("[data-al-pane]")?.dataset.alItem).toBe("2");
    await frame();
    expect(other.querySelector(".al-notices")?.textContent).toContain("labelled cat elsewhere");
    expect($(".al-notices").textContent).toBe("");
    stopOther();
    page.stop();
    expect(other.childElementCount + page.host.childElementCount).toBe(0);
    for (const set of page.model.listeners.values()) expect(set.size).toBe(0);
    vi.advanceTimersByTime(0); // jsdom's own storage event
    expect(vi.getTimerCount()).toBe(0);
  });

  it("works in a shadow root", async () => {
    const shadow = page.host.attachShadow({ mode: "open" });
    const inner = document.createElement("div");
    shadow.append(inner);
    start({}, {}, inner);
    page.model.reply(queue([1, 2]));
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
    page.model = new FakeModel();
    page.stop = widget.render({ model: page.model, el: page.host, signal: control.signal });
    control.abort();
    expect(page.host.childElementCount).toBe(0);
  });

  it("can be torn down before its first frame", async () => {
    start();
    page.model.reply(queue([1]));
    page.stop();
    await frame();
    expect(vi.getTimerCount()).toBe(0);
  });
});
