import { describe, expect, it } from "vitest";
import { queue } from "../shared/fixtures";
import { $, frame, page, start, useView } from "../shared/harness";
import type { StrategyRow } from "../shared/protocol";
import { found } from "./strategies";

useView();

const row = (name: string, more: Partial<StrategyRow> = {}): StrategyRow => ({
  name,
  title: name.replace("-", " "),
  sentence: `Ask by ${name}.`,
  needs: [],
  why_not: null,
  later: false,
  use_when: "often",
  fails_when: "seldom",
  reference: "Someone, 2020",
  ...more,
});
const ROWS = [
  row("auto"),
  row("k-center"),
  row("margin", { needs: ["a fitted model"], why_not: "It needs a model.", later: true }),
  row("bait", { why_not: "It needs a head: use the learner linear." }),
];

async function opened(config: object = {}): Promise<void> {
  const choices = ROWS.map(({ name, title }) => ({ name, title }));
  start(config, { strategy: { name: "auto", active: "typiclust", text: "", choices } });
  page.model.reply(queue([1]));
  await frame();
  $("[data-al-setting=strategy]").click();
  page.model.reply({ type: "strategies", rows: ROWS });
  await frame();
}
const pick = (name: string) => $<HTMLButtonElement>(`[data-al-strategy="${name}"]`);
const last = (type: string) => page.model.of(type).at(-1);

describe("the strategy menu", () => {
  it("says what each one does, what it needs, and why one cannot run now", async () => {
    await opened();
    expect($("[data-al-setting=strategy]").textContent).toBe("auto: typiclust");
    expect(last("strategies")).toBeDefined();
    expect(pick("k-center").textContent).toBe("k centerAsk by k-center.");
    expect(pick("auto").getAttribute("aria-pressed")).toBe("true");
    const margin = pick("margin").closest("li");
    expect(margin?.textContent).toContain("needs a fitted model");
    expect(margin?.textContent).toContain("until there is a model, auto asks");
    expect(pick("margin").disabled).toBe(false);
    expect(pick("bait").disabled).toBe(true);
    expect(pick("bait").closest("li")?.textContent).toContain("use the learner linear");
  });

  it("switches, and gives the focus back", async () => {
    await opened();
    pick("k-center").click();
    expect(last("set")).toMatchObject({ name: "strategy", value: "k-center" });
    expect($(".al-strategies").hidden).toBe(true);
    expect(document.activeElement).toBe($("[data-al-setting=strategy]"));
  });

  it("is walked through by keys, and Escape closes it alone", async () => {
    await opened();
    const press = (key: string) =>
      document.activeElement?.dispatchEvent(
        new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }),
      );
    press("ArrowDown");
    press("ArrowDown");
    expect(document.activeElement).toBe(pick("k-center"));
    press("ArrowUp");
    press("ArrowUp");
    expect(document.activeElement).toBe($(".al-strategies [type=search]"));
    press("Escape");
    expect($(".al-strategies").hidden).toBe(true);
    expect($("[data-al-setting=strategy]").getAttribute("aria-expanded")).toBe("false");
  });

  it("compares with the strategy in use, says what they share, and stops", async () => {
    await opened({ panes: ["card", "map"] });
    $("[data-al-compare=k-center]").click();
    expect(last("compare")).toMatchObject({ names: ["auto", "k-center"] });
    const side = (name: string, items: number[], text = "") => ({
      name,
      title: name,
      items,
      text,
    });
    const sides = [side("auto", [1, 2, 3]), side("k-center", [3, 4, 5])];
    page.model.reply({ type: "comparison", sides, common: 1 });
    await frame();
    expect($(".al-compared").textContent).toContain("\u25a1 auto");
    expect($(".al-compared").textContent).toContain("1 of 3 shared");
    expect($("[data-al-compare=k-center]").textContent).toBe("stop comparing");
    $("[data-al-action=stop-comparing]").click();
    expect(last("compare")).toMatchObject({ names: [] });
    page.model.reply({ type: "comparison", sides: [], common: 0 });
    await frame();
    expect($(".al-compared").hidden).toBe(true);
  });

  it("finds by name, sentence and author", () => {
    expect(found(ROWS, "center").map((r) => r.name)).toEqual(["k-center"]);
    expect(found(ROWS, "someone ask")).toHaveLength(4);
    expect(found(ROWS, "nothing like it")).toEqual([]);
  });
});
