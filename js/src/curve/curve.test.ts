import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { CurvePoint } from "../shared/protocol";
import { type CurveView, createCurve } from "./curve";
import { rawCurve, rawPoint, rawStatus, rawTrust } from "./fixtures";

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

  it("draws band, line and points, hollow where evidence is thin", () => {
    const thin = { enough: false };
    show([
      rawPoint(5, thin),
      rawPoint(10, { ...thin, accuracy: null }),
      rawPoint(20),
      rawPoint(30),
    ]);
    const svg = one(".al-curve-svg");
    expect(svg.querySelectorAll(".al-curve-dot")).toHaveLength(2);
    expect(svg.querySelectorAll(".al-curve-faint-dot")).toHaveLength(1);
    expect(svg.querySelectorAll(".al-curve-unplaced")).toHaveLength(1);
    expect(svg.querySelectorAll(".al-curve-line")).toHaveLength(1);
    expect(one(".al-curve-hollow").hidden).toBe(false);
    expect(svg.innerHTML).not.toContain("NaN");
  });

  it("is right for bad data: unordered, NaN, null", () => {
    show([rawPoint(30), rawPoint(Number.NaN), rawPoint(10, { low: Number.NaN }), rawPoint(20)]);
    expect(all("tbody tr")).toHaveLength(3);
    expect(el.innerHTML).not.toMatch(/NaN|undefined|null/);
  });

  it("thins a thousand points, and the table says so", () => {
    show(
      Array.from({ length: 1000 }, (_, i) => rawPoint(i + 1)),
      400,
    );
    const line = one(".al-curve-line").getAttribute("d") ?? "";
    expect(line.split("L").length).toBeLessThan(100);
    const rows = all("tbody tr").length;
    expect(rows).toBeGreaterThan(150);
    expect(rows).toBeLessThanOrEqual(202);
    expect(one("caption").textContent).toContain(`${rows} of 1\u202f000 trained models`);
  });

  it("waits while it has no width, and follows a new one", () => {
    view.update(rawCurve([rawPoint(10), rawPoint(20)]), rawStatus());
    expect(one(".al-curve-svg").childElementCount).toBe(0);
    resize(0);
    resize(10);
    expect(one(".al-curve-svg").childElementCount).toBe(0);
    resize(500);
    expect(one(".al-curve-svg").getAttribute("width")).toBe("500");
    expect(all(".al-curve-dot")).toHaveLength(2);
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

describe("what is known beside the curve", () => {
  it("stands in one line over it, and only when there is something to say", () => {
    show([rawPoint(10)]);
    expect(one(".al-curve-more").hidden).toBe(true);
    const said = ["40 % fewer labels than random so far (15 to 55 %)", "<b>x</b>"];
    view.update(rawCurve([rawPoint(10)], { trust: rawTrust({ more: said }) }), rawStatus());
    expect(one(".al-curve-more").hidden).toBe(false);
    expect(one(".al-curve-more").textContent).toBe(said.join(" · "));
    expect(one(".al-curve-more").querySelector("b")).toBeNull();
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
    expect(one(".al-curve-headline").textContent).toBe(
      "accuracy 0.87 (0.76 to 0.93) from 60 audited labels",
    );
    expect(one(".al-curve-headline b").textContent).toBe("0.87");
    expect(one(".al-curve-whole").textContent).toBe("(0.76 to 0.93)");
    expect(one(".al-curve-made").textContent).toContain("drawn at random");
    expect(one(".al-curve-model").textContent).toContain("0.21 s · cpu");
  });

  it("follow the status when the curve stays, without drawing again", () => {
    show([rawPoint(10)]);
    const before = one(".al-curve-dot");
    const phase = { name: "training", text: "", progress: 0.5, detail: null, cancellable: true };
    view.update(rawCurve([rawPoint(10)]), rawStatus({ phase: phase as never }));
    expect(one(".al-curve-state").textContent).toBe("training 50 %");
    expect(one(".al-curve-dot")).toBe(before);
  });

  it("show the last fits as a labelled list", () => {
    const fit = { version: 2, n_labels: 5, seconds: 0.3, device: "cpu", learner: "linear" };
    view.update(rawCurve([rawPoint(10)]), rawStatus({ fits: [fit, { ...fit, seconds: 0.15 }] }));
    expect(all(".al-curve-bars li")).toHaveLength(2);
    expect(all(".al-curve-bars li")[1]?.textContent).toContain("v2: 0.30 s, 5 labels, linear, cpu");
  });
});

describe("the table", () => {
  it("has the numbers, most labels first, and words where there is no number", () => {
    show([rawPoint(10, { enough: false, n: 4 }), rawPoint(20)]);
    const rows = all("tbody tr").map((row) => [...row.children].map((cell) => cell.textContent));
    expect(rows).toEqual([
      ["20", "v20", "0.87", "0.76 to 0.93", "60"],
      ["10", "v10", "not enough evidence", "4"],
    ]);
    expect(one("caption").textContent).toContain("Accuracy");
    expect(all("thead th").every((cell) => cell.getAttribute("scope") === "col")).toBe(true);
    expect(all("tbody th").every((cell) => cell.getAttribute("scope") === "row")).toBe(true);
  });

  it("opens by its button; closed it stays for screen readers, out of the way of Tab", () => {
    show([rawPoint(10)]);
    const [box, button] = [one(".al-curve-table"), one(".al-curve-toggle")];
    expect(button.getAttribute("aria-expanded")).toBe("false");
    expect([box.hidden, box.tabIndex]).toEqual([false, -1]);
    button.click();
    expect(button.getAttribute("aria-expanded")).toBe("true");
    expect(box.classList.contains("al-visually-hidden")).toBe(false);
    expect(box.tabIndex).toBe(0);
  });
});

describe("reading a point", () => {
  const points = [rawPoint(10, { enough: false, n: 4 }), rawPoint(20), rawPoint(30)];
  const live = () => one("[aria-live]").textContent;

  it("by keys: starts at the newest, stops at the ends, tells it aloud", () => {
    show(points);
    expect(press("ArrowLeft").defaultPrevented).toBe(true);
    expect(live()).toContain("30 training labels: accuracy 0.87, interval from 0.76 to 0.93");
    press("ArrowRight");
    expect(live()).toContain("30 training labels");
    press("ArrowLeft");
    expect(live()).toContain("20 training labels");
    press("Home");
    expect(live()).toContain("10 training labels: not enough evidence, 4 audited answers");
    press("End");
    expect(one(".al-curve-tip").textContent).toContain("0.87 (0.76 to 0.93), n = 60");
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

  it("by pointer: the nearest point, silently; gone when the pointer leaves", () => {
    show(points);
    const move = (clientX: number) =>
      chart().dispatchEvent(new MouseEvent("pointermove", { clientX }));
    move(0);
    expect(one(".al-curve-tip").textContent).toContain("10 training labels");
    move(590);
    expect(one(".al-curve-tip").textContent).toContain("30 training labels");
    expect(live()).toBe("");
    chart().dispatchEvent(new MouseEvent("pointerleave"));
    expect(one(".al-curve-tip").hidden).toBe(true);
  });

  it("stays on its point when another arrives, and lets go of one that is gone", () => {
    show(points);
    press("Home");
    press("ArrowRight");
    view.update(rawCurve([...points, rawPoint(15)]), rawStatus());
    expect(one(".al-curve-tip").textContent).toContain("20 training labels");
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
    expect(disconnect).toHaveBeenCalledTimes(1);
    expect([el.childElementCount, el.className]).toEqual([0, ""]);
    view.update(rawCurve([rawPoint(20)]), rawStatus());
    view.setTheme("dark");
    resize(300);
    expect(el.childElementCount).toBe(0);
  });

  it("of one view leaves another alone", () => {
    const other = document.createElement("div");
    const second = createCurve(other, { theme: "dark", table: true });
    view.dispose();
    second.update(rawCurve([rawPoint(10)]), rawStatus());
    expect(other.querySelectorAll("tbody tr")).toHaveLength(1);
    expect(other.querySelector("[data-al-theme=dark]")).not.toBeNull();
    second.dispose();
  });
});
