import { describe, expect, it } from "vitest";
import { $, events, frame, page, press, ready, useView } from "../shared/harness";

useView();

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
    expect($("[data-al-pending]").dataset.alPending).toBe("1");
    await frame();
    expect($("[data-al-pending]").textContent).toBe("1 answer not saved yet");
    page.model.reply({ type: "ack", id: String(events()[0]?.id), duplicate: false });
    await frame();
    expect($("[data-al-pending]").dataset.alPending).toBe("0");
    expect($("[data-al-pending]").hidden).toBe(true);
    const phase = {
      name: "training",
      text: "training",
      progress: 0.4,
      detail: null,
      cancellable: true,
    };
    page.model.setStatus({ phase });
    await frame();
    expect($("[data-al-phase]").dataset.alPhase).toBe("training");
    expect($("[role=progressbar]").getAttribute("aria-valuenow")).toBe("40");
    $("[data-al-command=cancel]").click();
    expect(page.model.of("command").at(-1)).toMatchObject({ name: "cancel" });
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
    page.model.reply({
      type: "error",
      id: String(events()[0]?.id),
      code: "store",
      text: "full",
      keep: true,
    });
    page.model.setStatus({ store: { where: "a.db", unsaved: 1, text: "The disk is full." } });
    await frame();
    $("[data-al-command=retry_store]").click();
    expect(page.model.of("command")).toEqual([{ v: 1, type: "command", name: "retry_store" }]);
    expect(events().length).toBe(sent + 1);
    page.model.setStatus({ store: { where: "a.db", unsaved: 0, text: null } });
    expect(events().length).toBe(sent + 2);
  });
});
