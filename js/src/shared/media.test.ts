import { describe, expect, it } from "vitest";
import { card } from "./fixtures";
import { $, frame, page, pane, press, start, useView } from "./harness";
import { MediaMemory } from "./media";
import type { Card, Media, Reply } from "./protocol";

const bare = (item: number): Card => ({ ...card(item), media: null });
const text = (words: string): Media => ({ kind: "text", text: words });
const queue = (cards: Card[], rev = 1, asked: number | null = null): Reply => ({
  type: "queue",
  rev,
  cards,
  asked,
});
const items = (...cards: Card[]): Reply => ({ type: "items", cards });
const looks = (reply: Reply) =>
  "cards" in reply ? reply.cards.map(({ item, media }) => [item, media?.text]) : [];

describe("the memory of media", () => {
  it("fills in what was sent before, with what was sent last", () => {
    const memory = new MediaMemory();
    memory.receive(queue([card(1), card(2)]));
    memory.receive(items(card(2, { media: text("newer") })));
    const { reply, missing } = memory.receive(queue([bare(2), bare(1)], 2));
    expect(looks(reply)).toEqual([
      [2, "newer"],
      [1, "text 1"],
    ]);
    expect(missing).toEqual([]);
  });

  it("leaves out what it does not know, asks for it once, and knows its place", () => {
    let now = 0;
    const memory = new MediaMemory(() => now);
    const sent = queue([card(1), bare(2), card(3)]);
    const first = memory.receive(sent);
    expect(looks(first.reply)).toEqual([
      [1, "text 1"],
      [3, "text 3"],
    ]);
    expect(first.missing).toEqual([2]);
    expect(memory.receive(sent).missing).toEqual([]);
    now = 3000; // the answer was lost
    expect(memory.receive(sent).missing).toEqual([2]);
    const { late } = memory.receive(items(card(2, { rank: 99, reasons: ["hovered"] })));
    expect(late).toHaveLength(1);
    expect(late[0]?.card).toMatchObject({ item: 2, rank: 1, media: { text: "text 2" } });
    expect(late[0]?.card.reasons).toEqual(bare(2).reasons); // the queue's, not the preview's
    expect([...(late[0]?.followers ?? [])]).toEqual([3]);
    expect(memory.receive(items(card(2))).late).toEqual([]);
  });

  it("forgets a waiting card that a newer queue does not hold", () => {
    const memory = new MediaMemory();
    memory.receive(queue([bare(2)]));
    memory.receive(queue([card(3)], 2));
    expect(memory.receive(items(card(2))).late).toEqual([]);
  });

  it("keeps the last 256, counted from when they came last", () => {
    const memory = new MediaMemory();
    memory.receive(queue(Array.from({ length: 256 }, (_, i) => card(i))));
    memory.receive(items(card(0)));
    memory.receive(items(card(1000)));
    const { reply, missing } = memory.receive(queue([bare(0), bare(1), bare(2)], 2));
    expect(looks(reply).map(([item]) => item)).toEqual([0, 2]);
    expect(missing).toEqual([1]);
  });
});

describe("a card without media", () => {
  useView();
  const shown = () => pane().dataset.alItem;
  const previews = () => page.model.of("preview").map((message) => message.items);

  it("is shown at once when its media came earlier", async () => {
    start();
    page.model.reply(queue([card(1), card(2)]));
    await frame();
    press("Digit1");
    page.model.reply(queue([bare(2), bare(1)], 2));
    expect(shown()).toBe("2");
    expect($(".al-item").textContent).toBe("text 2");
    expect(previews()).toEqual([]);
  });

  it("is asked for, and shown when it comes: never an empty sample", async () => {
    start();
    page.model.reply(queue([bare(1)]));
    await frame();
    expect(shown()).toBeUndefined();
    expect(previews()).toEqual([[1]]);
    page.model.reply(items(card(1)));
    expect(shown()).toBe("1");
    expect($(".al-item").textContent).toBe("text 1");
  });

  it("takes its place in the queue, behind what is on the screen", async () => {
    start();
    page.model.reply(queue([card(1), bare(2), card(3)]));
    await frame();
    page.model.reply(items(card(2)));
    expect(shown()).toBe("1");
    press("Digit1");
    await frame();
    expect(shown()).toBe("2");
    page.model.reply(items(card(2)));
    press("Digit1");
    expect(shown()).toBe("3");
  });

  it("comes to the screen when it is the one asked for, unless it was answered meanwhile", async () => {
    start();
    page.model.reply(queue([card(1), bare(9)], 1, 9));
    await frame();
    expect(shown()).toBe("1");
    page.model.reply(items(card(9)));
    expect(shown()).toBe("9");
    await frame();
    page.model.reply(queue([bare(7), card(1)], 2));
    press("Digit1");
    page.model.reply(items(card(7)));
    expect(shown()).toBe("1");
  });
});
