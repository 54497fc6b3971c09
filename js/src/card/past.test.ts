import { describe, expect, it } from "vitest";
import { $, events, page, pane, press, ready, useView } from "../shared/harness";
import type { PastAnswer, Reply } from "../shared/protocol";

useView();

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
    expect(page.model.of("past").at(-1)).toMatchObject({
      kind: null,
      class_name: null,
      offset: 0,
      limit: 10,
    });
    page.model.reply(list([row(7), row(8, { kind: "skip", answer: null })], 25));
    expect(page.host.querySelectorAll("[data-al-past]")).toHaveLength(2);
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
    page.model.reply({ type: "ack", id: String(events()[0]?.id), duplicate: false });
    expect(page.model.of("past")).toHaveLength(2); // the kernel's view of it
    page.model.reply(list([row(7)], 25));

    const kind = $<HTMLSelectElement>(".al-past-tools select");
    kind.value = "skip";
    kind.dispatchEvent(new Event("change"));
    expect(page.model.of("past").at(-1)).toMatchObject({ kind: "skip", offset: 0 });
    page.model.reply(list([row(7)], 25));
    const older = [...page.host.querySelectorAll<HTMLButtonElement>(".al-past-tools button")].at(
      -1,
    );
    older?.click();
    expect(page.model.of("past").at(-1)).toMatchObject({ kind: "skip", offset: 10 });
  });

  it("bring a sample back to the screen", async () => {
    await ready();
    press("KeyL");
    page.model.reply(list([row(7)]));
    $("[data-al-past='7'] button").click();
    expect(page.model.of("ask")).toEqual([{ v: 1, type: "ask", items: [7] }]);
    expect(pane().dataset.alView).toBe("card");
  });
});
