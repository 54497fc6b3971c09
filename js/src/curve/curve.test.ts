import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { CurvePoint } from "../shared/protocol";
import { type CurveView, createCurve } from "./curve";
import { rawArm, rawCurve, rawPoint, rawStatus, rawTarget, rawTrust } from "./fixtures";

let resize: (width: number) => void;
const disconnect = vi.fn();

class Observer {
  constructor(callback: ResizeObserverCallback) {
    resize = (width) =>
      callback([{ contentRect: { width } } as ResizeObserverEntry], this as never);
  }
  observe() {}
  unobserve() {}
  disconnect = disconnect;
}

let el: HTMLElement;
let view: CurveView;

beforeEach(() => {
  vi.stubGlobal("ResizeObserver", Observer);
  disconnect.mockClear();
  el = document.createElement("div");
  document.body.append(el);
  view = createCurve(el);
});

afterEach(() => {
  view.dispose();
  el.remove();
  vi.unstubAllGlobals();
});

const all = (selector: string) => [...el.querySelectorAll<HTMLElement>(selector)];
const one = (selector: string) => el.querySelector<HTMLElement>(selector) as HTMLElement;
const chart = () => one(".al-curve-chart");
const press = (key: string) => {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
  chart().dispatchEvent(event);
  return event;
};

function show(points: CurvePoint[], width = 600): void {
  resize(width);
  view.update(rawCurve(points), rawStatus());
}

/** All that stands in an element, its attributes too. */
const written = (element: Element) => new XMLSerializer().serializeToString(element);

describe("the drawing", () => {
  it("starts with one quiet sentence and no number", () => {
    view.update(rawCurve([], { text: "", source: "none" }), rawStatus({ model: null }));
    resize(600);
    expect(one(".al-curve-empty").textContent).toBe("The curve starts with the first model.");
    expect(one(".al-curve-plot").hidden).toBe(true);
    expect(one(".al-curve-table").hidden).toBe(true);
    expect(one(".al-curve-words").hidden).toBe(true);
  });

  it("without an audit has a sentence instead of a chart of nothing, model and times beside it", () => {
    resize(600);
    view.update(rawCurve([], { text: "Nothing is audited.", source: "none" }), rawStatus());
    expect(one(".al-curve-empty").textContent).toBe("Nothing is audited.");
    expect([one(".al-curve-plot").hidden, one(".al-curve-words").hidden]).toEqual([true, false]);
    expect(one(".al-curve-model").textContent).toContain("trained");
  });

  it("draws band, line and points; what has not enough evidence is left out", () => {
    show([
      rawPoint(5, { enough: false }),
      rawPoint(10, { accuracy: null }),
      rawPoint(20),
      rawPoint(30),
    ]);
    const svg = one(".al-curve-svg");
    expect(svg.querySelectorAll(".al-curve-active circle")).toHaveLength(3); // the newest is larger
    expect(svg.querySelectorAll(".al-curve-active .al-curve-line")).toHaveLength(1);
    expect(written(svg)).not.toContain("NaN");
  });

  it("says in words that it waits for evidence, the rest of the pane beside it", () => {
    resize(600);
    const text = "not enough evidence yet: 5 of 20 audited labels";
    view.update(rawCurve([rawPoint(5, { enough: false, n: 5 })], { text }), rawStatus());
    expect(one(".al-curve-plot").hidden).toBe(true);
    expect(one(".al-curve-empty").textContent).toContain("No curve yet");
    expect(one(".al-curve-headline").textContent).toBe(text);
    expect(one(".al-curve-tools").hidden).toBe(false);
    show([rawPoint(5)]);
    expect([one(".al-curve-plot").hidden, one(".al-curve-empty").hidden]).toEqual([false, true]);
  });

  it("is right for bad data: unordered, NaN, null", () => {
    show([rawPoint(30), rawPoint(Number.NaN), rawPoint(10, { low: Number.NaN }), rawPoint(20)]);
    expect(all(".al-curve-table tbody tr")).toHaveLength(2);
    expect(written(el)).not.toMatch(/NaN|undefined|null/);
  });

  it("waits while it has no width, and follows a new one", () => {
    view.update(rawCurve([rawPoint(10), rawPoint(20)]), rawStatus());
    expect(one(".al-curve-svg").childElementCount).toBe(0);
    resize(0);
    resize(10);
    expect(one(".al-curve-svg").childElementCount).toBe(0);
    resize(500);
    expect(one(".al-curve-svg").getAttribute("width")).toBe("500");
    expect(all(".al-curve-active circle")).toHaveLength(3);
    resize(700);
    expect(one(".al-curve-svg").getAttribute("width")).toBe("700");
  });

  it("never takes text for markup", () => {
    view.update(
      rawCurve([rawPoint(1)], { text: "<img src=x>" }),
      rawStatus({ model: { version: 1, n_labels: 2, seconds: 1, device: "<b>x</b>" } }),
    );
    expect(el.querySelector("img")).toBeNull();
    expect(one(".al-curve-headline").textContent).toBe("<img src=x>");
  });
});

const trust = rawTrust({
  random: rawArm([8, 0.4], [16, 0.5]),
  fitted: { ...rawArm([8, 0.4], [16, 0.5], [48, 0.6]), method: "power law" },
  believed: rawArm([30, 0.9]),
  stop: { text: "4 of 5 signals are stable", agreed: [20, 30] },
  target: rawTarget({ labels: 40, low: 35, text: "accuracy 0.95 takes about 40 labels" }),
  classes: [
    ["cat", 15, 0.8, 0.55, 0.93],
    ["dog", 0, null, 0, 1],
  ],
  gain: "not enough evidence yet: 12 of 30 audited labels",
});
const known = (more = {}) =>
  view.update(
    rawCurve([rawPoint(20), rawPoint(30)], { trust: { ...trust, ...more } }),
    rawStatus(),
  );

describe("what is known beside the curve", () => {
  it("stands in one line with the accuracy, and only when there is something to say", () => {
    show([rawPoint(10)]);
    expect(one(".al-curve-headline").textContent).not.toContain(";");
    const said = ["40 % fewer labels than random so far", "<b>x</b>"];
    view.update(rawCurve([rawPoint(10)], { trust: rawTrust({ more: said }) }), rawStatus());
    expect(one(".al-curve-headline").textContent?.replaceAll("\u00a0", " ")).toBe(
      "accuracy 0.87 (0.76 to 0.93) from 60 audited labels; 40 % fewer labels than random so far; <b>x</b>",
    );
    expect(all(".al-curve-headline b")).toHaveLength(1);
  });

  it("is drawn: random labels with their name, belief, target, signals", () => {
    resize(600);
    known();
    const svg = one(".al-curve-svg");
    expect(svg.querySelector(".al-curve-fitted text")?.textContent).toBe("random");
    expect(svg.querySelectorAll(".al-curve-random circle")).toHaveLength(2);
    expect(svg.querySelectorAll(".al-curve-believed circle")).toHaveLength(1);
    expect(svg.querySelectorAll(".al-curve-target .al-curve-range")).toHaveLength(2);
    expect(svg.querySelectorAll(".al-curve-stop path")).toHaveLength(2);
    expect(one(".al-curve-legend").textContent).toContain("the model believes 0.90");
    expect(one(".al-curve-legend").textContent).toContain("accuracy 0.95: reached");
    expect(one(".al-curve-words").textContent).toContain("gain over random: not enough evidence");
    expect(written(svg)).not.toContain("NaN");
    known({ target: rawTarget(), random: null, fitted: null });
    expect(svg.querySelectorAll(".al-curve-range")).toHaveLength(0);
    expect(svg.querySelectorAll(".al-curve-target .al-curve-line")).toHaveLength(1);
    expect(svg.querySelector(".al-curve-fitted, .al-curve-random")).toBeNull();
  });

  it("by class takes the place of the chart, and goes with the classes", () => {
    resize(600);
    known();
    const button = all(".al-curve-tools button")[0] as HTMLElement;
    expect(button.textContent).toBe("classes");
    button.click();
    expect(button.getAttribute("aria-pressed")).toBe("true");
    expect(all(".al-curve-plot").map((plot) => plot.hidden)).toEqual([true, false]);
    expect(all(".al-curve-classes li")).toHaveLength(2);
    known({ classes: [] });
    expect(button.hidden).toBe(true);
    expect(all(".al-curve-plot").map((plot) => plot.hidden)).toEqual([false, true]);
  });

  it("stands in the table in words: what is believed apart, each quantity explained once", () => {
    const line = { name: "", text: "0.80", remark: "", believed: false, about: "The share found." };
    const lines = [
      {
        ...line,
        name: "accuracy now",
        remark: "for this moment",
        about: "The share <i>right</i>.",
      },
      line,
      line,
      { ...line, name: "belief", believed: true },
    ];
    known({ lines });
    const rows = all(".al-curve-known tr").map((row) =>
      [...row.children].map((cell) => cell.textContent),
    );
    expect(rows[0]).toEqual(["accuracy now", "0.80 for this moment", "The share <i>right</i>."]);
    expect(rows.slice(1, 3).map((row) => row[2])).toEqual(["The share found.", ""]);
    expect(all(".al-curve-known tr.al-muted")).toHaveLength(1);
  });

  it("asks for labels that measure, where the audit measures", () => {
    const measure = vi.fn();
    view.dispose();
    view = createCurve(el, { measure });
    show([rawPoint(10)]);
    const button = one("[data-al-command=measure]");
    expect(button.hidden).toBe(false);
    button.click();
    expect(measure).toHaveBeenCalledOnce();
    view.update(rawCurve([rawPoint(10)], { source: "test" }), rawStatus());
    expect(button.hidden).toBe(true);
  });
});

describe("the words", () => {
  it("tell the sentence, what it is made of, and the model", () => {
    show([rawPoint(10)]);
    expect(one(".al-curve-headline").textContent?.replaceAll("\u00a0", " ")).toBe(
      "accuracy 0.87 (0.76 to 0.93) from 60 audited labels",
    );
    expect(one(".al-curve-headline b").textContent).toBe("0.87");
    expect(one(".al-curve-words").textContent).toContain("drawn at random");
    expect(one(".al-curve-model").textContent).toContain("0.21 s · cpu");
  });

  it("follow the status when the curve stays, without drawing again", () => {
    show([rawPoint(10)]);
    const before = one(".al-curve-active circle");
    const phase = { name: "training", text: "", progress: 0.5, detail: null, cancellable: true };
    view.update(rawCurve([rawPoint(10)]), rawStatus({ phase: phase as never }));
    expect(one(".al-curve-state").textContent).toBe("training 50 %");
    expect(one(".al-curve-active circle")).toBe(before);
  });

  it("show the last fits as a labelled list", () => {
    const fit = { version: 2, n_labels: 5, seconds: 0.3, device: "cpu", learner: "linear" };
    view.update(rawCurve([rawPoint(10)]), rawStatus({ fits: [fit, { ...fit, seconds: 0.15 }] }));
    expect(all(".al-curve-bars li")).toHaveLength(2);
    expect(all(".al-curve-bars li")[1]?.textContent).toContain("v2: 0.30 s, 5 labels, linear, cpu");
  });
});

describe("the table", () => {
  it("has every number that is drawn, most labels first, each with how it was found", () => {
    resize(600);
    known();
    const numbers = one(".al-curve-table table:last-child");
    const rows = [...numbers.querySelectorAll("tbody tr")].map((row) =>
      [...row.children].map((cell) => cell.textContent),
    );
    expect(rows.map((row) => row[0])).toEqual(["48", "30", "30", "20", "16", "16", "8", "8"]);
    expect(rows.at(1)).toEqual(["30", "0.87", "0.76 to 0.93", "60", "v30 · Wilson"]);
    expect(numbers.querySelector("caption")?.textContent).toContain("accuracy");
    expect(all("thead th").every((cell) => cell.getAttribute("scope") === "col")).toBe(true);
    expect(all("tbody th").every((cell) => cell.getAttribute("scope") === "row")).toBe(true);
  });

  it("opens by its button; closed it stays for screen readers, out of the way of Tab", () => {
    show([rawPoint(10)]);
    const [box, button] = [one(".al-curve-table"), all(".al-curve-tools button")[1] as HTMLElement];
    expect(button.getAttribute("aria-expanded")).toBe("false");
    expect([box.hidden, box.tabIndex]).toEqual([false, -1]);
    button.click();
    expect(button.getAttribute("aria-expanded")).toBe("true");
    expect(box.classList.contains("al-visually-hidden")).toBe(false);
    expect(box.tabIndex).toBe(0);
  });
});

describe("reading a mark", () => {
  const points = [rawPoint(10), rawPoint(20), rawPoint(30)];
  const live = () => one("[aria-live]").textContent;

  it("by keys: starts at the newest, stops at the ends, tells it aloud", () => {
    show(points);
    expect(press("ArrowLeft").defaultPrevented).toBe(true);
    expect(live()).toBe("0.87 (0.76 to 0.93), n = 60. 30 labels · v30 · Wilson, 95 %.");
    press("ArrowRight");
    expect(live()).toContain("30 labels");
    press("ArrowLeft");
    expect(live()).toContain("20 labels");
    press("Home");
    expect(live()).toContain("10 labels");
    press("End");
    expect(one(".al-curve-tip").textContent).toContain("0.87 (0.76 to 0.93), n = 60");
  });

  it("goes over to everything else that is drawn, and around", () => {
    resize(600);
    known();
    press("ArrowUp");
    const heard = new Set<string>();
    for (let i = 0; i < 6; i++) {
      press("ArrowUp");
      heard.add(live() ?? "");
    }
    expect(heard.size).toBe(6);
    expect([...heard].join(" ")).toContain("4 of 5 signals are stable");
    expect([...heard].join(" ")).toContain("accuracy 0.95 takes about 40 labels");
    expect(live()).toContain("· v20 ·"); // the nearest on the line it began with
  });

  it("leaves Tab, Escape and shortcuts to the host", () => {
    show(points);
    press("End");
    expect(press("Tab").defaultPrevented).toBe(false);
    expect(press("Escape").defaultPrevented).toBe(false);
    expect(one(".al-curve-tip").hidden).toBe(true);
    const event = new KeyboardEvent("keydown", { key: "Home", ctrlKey: true, cancelable: true });
    chart().dispatchEvent(event);
    expect(event.defaultPrevented).toBe(false);
  });

  it("by pointer: the nearest mark, silently; gone when the pointer leaves", () => {
    show(points);
    const move = (clientX: number) =>
      chart().dispatchEvent(new MouseEvent("pointermove", { clientX }));
    move(0);
    expect(one(".al-curve-tip").textContent).toContain("10 labels");
    move(590);
    expect(one(".al-curve-tip").textContent).toContain("30 labels");
    expect(live()).toBe("");
    chart().dispatchEvent(new MouseEvent("pointerleave"));
    expect(one(".al-curve-tip").hidden).toBe(true);
  });

  it("stays on its point when another arrives, and lets go of one that is gone", () => {
    show(points);
    press("Home");
    press("ArrowRight");
    view.update(rawCurve([...points, rawPoint(15)]), rawStatus());
    expect(one(".al-curve-tip").textContent).toContain("20 labels");
    view.update(rawCurve([rawPoint(40)]), rawStatus());
    expect(one(".al-curve-tip").hidden).toBe(true);
  });

  it("does nothing without points", () => {
    show([]);
    expect(press("ArrowLeft").defaultPrevented).toBe(false);
  });
});

describe("dispose", () => {
  it("leaves nothing behind, twice, and is deaf afterwards", () => {
    show([rawPoint(10)]);
    view.dispose();
    view.dispose();
    expect(disconnect).toHaveBeenCalled();
    expect([el.childElementCount, el.className]).toEqual([0, ""]);
    view.update(rawCurve([rawPoint(20)]), rawStatus());
    resize(300);
    expect(el.childElementCount).toBe(0);
  });

  it("of one view leaves another alone", () => {
    const other = document.createElement("div");
    const second = createCurve(other);
    view.dispose();
    second.update(rawCurve([rawPoint(10)]), rawStatus());
    expect(other.querySelectorAll("tbody tr")).toHaveLength(1);
    second.dispose();
  });
});
