import { describe, expect, it } from "vitest";
import { events, frame, page, press, ready, useView } from "../shared/harness";

useView();

describe("the grid", () => {
  it("labels all chosen samples with one key and one event", async () => {
    await ready([1, 2, 3, 4]);
    press("KeyG");
    await frame();
    const cells = () => [...page.host.querySelectorAll<HTMLElement>(".al-cell")];
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
    const cells = page.host.querySelectorAll<HTMLElement>(".al-cell");
    cells[0]?.click();
    cells[2]?.dispatchEvent(new MouseEvent("click", { shiftKey: true, bubbles: true }));
    expect(page.host.querySelectorAll("[aria-selected=true]")).toHaveLength(3);
  });
});
