// The map in the past, driven by hand: what is asked, what is shown, and how one comes back.

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Moment } from "./map/moment";
import { createMoments } from "./moments";
import type { HistoryStep, MomentReply, Request } from "./shared/protocol";

let sent: Request[];
let shown: (Moment | null)[];
let said: string[];
let moments: ReturnType<typeof createMoments>;

const step = (version: number, belief: HistoryStep["belief"] = "kept"): HistoryStep => ({
  version,
  labels: 4 * version,
  accuracy: null,
  belief,
  text: `version ${version} · ${4 * version} labels`,
});
const steps = (n: number) => Array.from({ length: n }, (_, k) => step(k + 1));
const $ = <T extends HTMLElement = HTMLElement>(action: string) =>
  document.querySelector(`[data-al-action="${action}"]`) as T;
const slider = () => document.querySelector(".al-time-slider") as HTMLInputElement;
const line = () => document.querySelector(".al-time") as HTMLElement;
const asked = () => sent.filter((one) => one.type === "moment");
const last = () => shown[shown.length - 1];

function slide(place: number): void {
  slider().value = String(place);
  slider().dispatchEvent(new Event("input"));
}

/** The kernel answers the last question. */
function answer(over: Partial<MomentReply> = {}): void {
  const request = asked()[asked().length - 1];
  if (request?.type !== "moment") throw new Error("nothing was asked");
  const whole = new Uint8Array([0, request.version]);
  moments.onMoment({
    type: "moment",
    view: request.view,
    version: request.version,
    base: null,
    asked: [1],
    parts: {},
    arrays: {
      prediction: whole,
      uncertainty: whole,
      labelled: new Uint32Array([0]),
      codes: new Uint16Array([1]),
    },
    ...over,
  });
}

function press(key: string, target: Element = slider()): boolean {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
  target.addEventListener("keydown", (e) => moments.onKey(e as KeyboardEvent), { once: true });
  target.dispatchEvent(event);
  return event.defaultPrevented;
}

beforeEach(() => {
  vi.useFakeTimers();
  [sent, shown, said] = [[], [], []];
  moments = createMoments({
    map: { setMoment: (moment) => shown.push(moment) },
    points: () => 2,
    request: (request) => sent.push(request),
    say: (text) => said.push(text),
  });
  document.body.append(moments.opener, moments.el);
  moments.setKnown(true);
  $("history").click();
  moments.onHistory(steps(5), null);
});
afterEach(() => {
  moments.destroy();
  document.body.replaceChildren();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("the line under the map", () => {
  it("is closed until it is wanted, and asks for nothing before", () => {
    const request = sent[0];
    expect(request).toMatchObject({ type: "history", open: true });
    expect(line().hidden).toBe(false);
    $("close-history").click();
    expect(line().hidden).toBe(true);
    expect(sent[1]).toMatchObject({ type: "history", open: false });
    expect($("history").getAttribute("aria-expanded")).toBe("false");
    expect(document.activeElement).toBe($("history"));
  });

  it("is not offered before there is a model", () => {
    $("close-history").click();
    moments.setKnown(false);
    expect($("history").hidden).toBe(true);
  });

  it("says the version to those who listen", () => {
    expect(slider().getAttribute("aria-valuetext")).toBe("now · version 5 · 20 labels");
    slide(1);
    expect(slider().getAttribute("aria-valuetext")).toBe("version 2 · 8 labels");
    expect(line().textContent).toContain("version 2 · 8 labels");
  });

  it("has words without a version, and while the journal is read", () => {
    moments.onHistory([], null);
    expect(slider().getAttribute("aria-valuetext")).toMatch(/begins with the first model/);
    expect(slider().disabled).toBe(true);
    moments.onHistory([], 0);
    expect(slider().getAttribute("aria-valuetext")).toMatch(/reading/);
  });
});

describe("going back", () => {
  it("asks for a version and shows it", () => {
    slide(1);
    expect(asked()).toMatchObject([{ version: 2, have: null }]);
    expect(shown).toEqual([]);
    answer();
    expect(last()).toMatchObject({ version: 2, asked: [1] });
    slide(2);
    expect(asked()[1]).toMatchObject({ version: 3, have: 2 });
  });

  it("has one question on its way; the last wish wins", () => {
    for (const place of [0, 1, 2, 3]) slide(place);
    expect(asked()).toHaveLength(1);
    answer();
    expect(asked().map((one) => one.type === "moment" && one.version)).toEqual([1, 4]);
    answer();
    expect(last()?.version).toBe(4);
    expect(asked()).toHaveLength(2);
  });

  it("asks again, in full, when an answer is lost or made of something else", () => {
    slide(1);
    answer();
    slide(2);
    vi.advanceTimersByTime(3000);
    expect(asked()[2]).toMatchObject({ version: 3, have: null });
    answer({
      base: 1,
      parts: { prediction: { dtype: "u8", bits: 0 } },
      arrays: { prediction: new Uint8Array([]) },
    });
    expect(asked()[3]).toMatchObject({ version: 3, have: null });
    answer();
    expect(last()?.version).toBe(3);
  });

  it("leaves what another view asked for", () => {
    slide(1);
    answer({ view: "another" });
    expect(shown).toEqual([]);
  });

  it("takes the next version that is there when its own was thinned out", () => {
    slide(1);
    answer();
    moments.onHistory([step(1), step(4), step(6)], null);
    expect(asked()[1]).toMatchObject({ version: 4 });
  });

  it("comes again when a belief was computed meanwhile", () => {
    moments.onHistory([step(1, "none"), ...steps(5).slice(1)], 0.5);
    expect(line().textContent).toContain("computing anew 50 %");
    slide(0);
    answer({ arrays: {} });
    expect(last()?.prediction).toBeNull();
    expect(line().textContent).toContain("was not kept");
    moments.onHistory([step(1, "recomputed"), ...steps(5).slice(1)], null);
    expect(asked()[1]).toMatchObject({ version: 1 });
    answer();
    expect(last()?.prediction).not.toBeNull();
  });

  it("can stop computing old beliefs, and begin it again", () => {
    moments.onHistory([step(1, "none"), step(2)], 0.2);
    $("rebuild").click();
    expect(sent[sent.length - 1]).toEqual({ type: "command", name: "stop_history" });
    moments.onHistory([step(1, "none"), step(2)], null);
    $("rebuild").click();
    expect(sent[sent.length - 1]).toMatchObject({ type: "history", open: true });
  });
});

describe("back to now", () => {
  it("is one click, Escape, the end of the line, or closing it", () => {
    const ways = [
      () => $("now").click(),
      () => press("Escape"),
      () => slide(4),
      () => $("close-history").click(),
    ];
    for (const back of ways) {
      slide(1);
      answer();
      back();
      expect(last()).toBeNull();
    }
    expect(said).toContain("back to now");
  });

  it("leaves Escape to others when it is now", () => {
    expect(press("Escape")).toBe(false);
    expect(moments.leave()).toBe(false);
  });

  it("asks anew when the answer of before was lost", () => {
    slide(1);
    press("Escape");
    slide(2);
    expect(asked()).toHaveLength(2);
  });

  it("holds also for an answer that comes late", () => {
    slide(1);
    press("Escape");
    answer();
    expect(shown.filter((one) => one !== null)).toEqual([]);
  });

  it("is offered with a dot when there is a newer model, which disturbs nothing", () => {
    const dot = document.querySelector(".al-time-dot") as HTMLElement;
    slide(1);
    answer();
    expect(dot.hidden).toBe(true);
    moments.onHistory(steps(6), null);
    expect(dot.hidden).toBe(false);
    expect($("now").title).toMatch(/newer model/);
    expect(last()?.version).toBe(2);
    expect([slider().value, slider().max]).toEqual(["1", "5"]);
    $("now").click();
    expect(dot.hidden).toBe(true);
  });
});

describe("by key and by itself", () => {
  it("steps with comma and full stop", () => {
    expect(press(",")).toBe(true);
    expect(asked()[0]).toMatchObject({ version: 4 });
    answer();
    press(",");
    answer();
    press(".");
    expect(asked()[2]).toMatchObject({ version: 4 });
  });

  it("leaves these keys to a text, and to others while it is closed", () => {
    const input = document.createElement("input");
    document.body.append(input);
    expect(press(",", input)).toBe(false);
    $("close-history").click();
    expect(press(",")).toBe(false);
  });

  it("plays from the first version to now, waiting for each", () => {
    $("play").click();
    expect(asked()[0]).toMatchObject({ version: 1 });
    vi.advanceTimersByTime(2000);
    expect(asked()).toHaveLength(1); // it has not come yet
    for (let n = 1; n < 5; n++) {
      answer();
      vi.advanceTimersByTime(700);
    }
    expect(shown.map((one) => one?.version ?? null)).toEqual([1, 2, 3, 4, null]);
    vi.advanceTimersByTime(5000);
    expect(asked()).toHaveLength(4);
  });

  it("pauses", () => {
    $("play").click();
    answer();
    $("play").click();
    vi.advanceTimersByTime(5000);
    expect(asked()).toHaveLength(1);
  });

  it("goes slower where less motion is asked for", () => {
    vi.stubGlobal("matchMedia", () => ({ matches: true }));
    $("play").click();
    answer();
    vi.advanceTimersByTime(800);
    expect(asked()).toHaveLength(1);
    vi.advanceTimersByTime(800);
    expect(asked()).toHaveLength(2);
  });
});

it("asks again for the field of that time when there is another one", () => {
  slide(1);
  answer();
  moments.again();
  expect(asked()).toHaveLength(2);
  expect(asked()[1]).toMatchObject({ version: 2, have: 2 });
  const field = { box: [0, 0, 1, 1] as [number, number, number, number], nx: 1, ny: 1 };
  answer({ base: 2, arrays: {}, field: { ...field, classes: [0], bytes: new Uint8Array(4) } });
  expect(last()?.field?.nx).toBe(1);
  expect(asked()).toHaveLength(2); // once
  press("Escape");
  moments.again(); // of now is none of its business
  expect(asked()).toHaveLength(2);
});
