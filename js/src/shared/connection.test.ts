// @vitest-environment node
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Connection } from "./connection";
import { card, event, FakeModel, MemoryStorage } from "./fixtures";
import { forgetOld, pendingMirror } from "./pending";
import type { EventMessage, Reply } from "./protocol";

const REVISIONS = { queue: 0, coordinates: 0, prediction: 0, uncertainty: 0, labels: 0 };
let model: FakeModel;
let storage: MemoryStorage;
let replies: Reply[];
let silent: boolean;
let mismatch: string;
let resyncs: number;
let have: Record<string, number>;
let adopted: EventMessage[];
const made: Connection[] = [];

function connect(): Connection {
  const connection = new Connection({
    channel: model,
    view: "view-1",
    mirror: pendingMirror("s1", storage),
    have: () => have,
    onReply: (reply) => replies.push(reply),
    onAdopt: (events) => adopted.push(...events),
    onSilence: (value) => {
      silent = value;
    },
    onMismatch: (text) => {
      mismatch = text;
    },
    onResync: () => {
      resyncs += 1;
    },
  });
  made.push(connection);
  connection.start();
  return connection;
}

beforeEach(() => {
  vi.useFakeTimers();
  model = new FakeModel();
  storage = new MemoryStorage();
  replies = [];
  adopted = [];
  silent = false;
  mismatch = "";
  resyncs = 0;
  have = { queue: 4 };
});
afterEach(() => {
  for (const connection of made.splice(0)) connection.close();
  vi.useRealTimers();
});

const ack = (id: string): Reply => ({ type: "ack", id, duplicate: false });
const sentIds = () => model.of("event").map((message) => message.id);

describe("hello", () => {
  it("says what the view has", () => {
    connect();
    expect(model.sent).toEqual([
      { v: 1, type: "hello", view: "view-1", base64: false, have: { queue: 4 } },
    ]);
  });

  it("is repeated until somebody answers, and silence is told", () => {
    connect();
    vi.advanceTimersByTime(2_000);
    expect(model.of("hello")).toHaveLength(2);
    vi.advanceTimersByTime(4_000);
    expect(silent).toBe(true);
    model.reply(ack("x"));
    expect(silent).toBe(false);
    const before = model.sent.length;
    vi.advanceTimersByTime(120_000);
    expect(model.sent).toHaveLength(before);
  });

  it("asks for everything after a gap, not after batches in order", () => {
    connect();
    model.batch([], [], { seq: 7 });
    model.batch([], [], { seq: 8 });
    expect(model.of("hello")).toHaveLength(1);
    model.batch([ack("a")], [], { seq: 10 });
    expect(model.of("hello").at(-1)).toMatchObject({ have: {} });
    expect(replies).toEqual([ack("a")]); // what did arrive is used
    expect(resyncs).toBe(1);
  });

  it("takes a batch once", () => {
    connect();
    model.batch([ack("a")], [], { seq: 3 });
    model.batch([ack("a")], [], { seq: 3 });
    expect(replies).toHaveLength(1);
  });

  it("asks again when a revision does not follow, but not for ever", () => {
    const connection = connect();
    model.reply(ack("x"));
    connection.statusChanged({ ...REVISIONS, queue: 5 });
    vi.advanceTimersByTime(1_500);
    expect(model.of("hello")).toHaveLength(2);
    model.reply(ack("x"));
    connection.statusChanged({ ...REVISIONS, queue: 5 });
    vi.advanceTimersByTime(1_500);
    expect(model.of("hello")).toHaveLength(2);
    have = { queue: 6 };
    connection.statusChanged({ ...REVISIONS, queue: 6 });
    vi.advanceTimersByTime(1_500);
    expect(model.of("hello")).toHaveLength(2);
  });
});

describe("events", () => {
  it("are kept, also in the browser's storage, until they are acknowledged", () => {
    const connection = connect();
    connection.post(event("event-1"));
    expect(storage.getItem("jupyter-al:pending:s1")).toContain("event-1");
    model.reply(ack("event-1"));
    expect(storage.length).toBe(0);
    vi.advanceTimersByTime(60_000);
    expect(sentIds()).toEqual(["event-1"]);
  });

  it("are sent again with growing pauses, in order, and with the same ids", () => {
    const connection = connect();
    model.reply(ack("x"));
    connection.post(event("event-1"));
    connection.post(event("event-2"));
    vi.advanceTimersByTime(2_000);
    expect(sentIds()).toEqual(["event-1", "event-2", "event-1", "event-2"]);
    vi.advanceTimersByTime(3_900);
    expect(sentIds()).toHaveLength(4);
    vi.advanceTimersByTime(100);
    expect(sentIds()).toHaveLength(6);
  });

  it("of a page that is gone are picked up by the next one", () => {
    const first = connect();
    first.post(event("event-1", { value: "dog" }));
    first.close();
    model = new FakeModel();
    connect();
    expect(adopted.map((e) => e.id)).toEqual(["event-1"]);
    expect(model.of("event")[0]).toMatchObject({ id: "event-1", value: "dog", v: 1 });
  });

  it("are dropped when the kernel refuses them for good, kept when it says keep", () => {
    const connection = connect();
    connection.post(event("event-1"));
    connection.post(event("event-2"));
    model.reply(
      { type: "error", id: "event-1", code: "class", text: "no", keep: false },
      { type: "error", id: "event-2", code: "store", text: "full", keep: true },
    );
    vi.advanceTimersByTime(2_000);
    expect(sentIds()).toEqual(["event-1", "event-2", "event-2"]);
    expect(storage.getItem("jupyter-al:pending:s1")).not.toContain("event-1");
  });

  it("survive a storage that may not be used and a kernel that is gone", () => {
    storage.setItem = () => {
      throw new Error("QuotaExceededError");
    };
    model.send = () => {
      throw new Error("comm is closed");
    };
    const connection = connect();
    expect(() => connection.post(event("event-1"))).not.toThrow();
  });

  it("are sent when the kernel comes back after a silence", () => {
    const connection = connect();
    model.reply(ack("x"));
    connection.post(event("event-1"));
    vi.setSystemTime(Date.now() + 10_000);
    connection.statusChanged(REVISIONS);
    expect(sentIds()).toEqual(["event-1", "event-1"]);
  });
});

describe("buffers", () => {
  it("are copied from views with an offset", () => {
    connect();
    const bytes = new Uint8Array([9, 9, 9, 0, 0, 128, 63, 0, 0, 0, 64]);
    model.batch(
      [{ type: "column", name: "coordinates", rev: 1, dtype: "f32", buffer: 0 }],
      [new DataView(bytes.buffer, 3, 8)],
    );
    expect((replies[0] as unknown as { values: Float32Array }).values).toEqual(
      new Float32Array([1, 2]),
    );
  });

  it("that are lost make the page ask for base64; the rest of the batch counts", () => {
    connect();
    const lost = card(1, { media: { kind: "image", mime: "image/png", buffer: 0 } });
    model.batch([ack("a"), { type: "queue", rev: 1, cards: [lost], asked: null }], []);
    expect(replies).toEqual([ack("a")]);
    expect(model.of("hello").at(-1)).toMatchObject({ base64: true, have: {} });
    const sent = card(1, { media: { kind: "image", mime: "image/png", b64: "AQID" } });
    model.batch([{ type: "queue", rev: 1, cards: [sent], asked: null }]);
    const got = replies[1] as Extract<Reply, { type: "queue" }>;
    expect(got.cards[0]?.media?.bytes).toEqual(new Uint8Array([1, 2, 3]));
  });
});

describe("strangers", () => {
  it("of another version get a sentence", () => {
    connect();
    model.batch([ack("a")], [], { v: 2 });
    expect(mismatch).toContain("protocol 1 and the kernel 2");
    expect(replies).toEqual([]);
  });

  it("that are no batches are left alone", () => {
    connect();
    for (const content of [null, 3, "x", {}, { type: "batch" }, { type: "batch", messages: 1 }]) {
      expect(() => model.emit("msg:custom", content, [])).not.toThrow();
    }
  });
});

it("stops everything when it is closed", () => {
  const connection = connect();
  connection.post(event("event-1"));
  connection.close();
  const sent = model.sent.length;
  vi.advanceTimersByTime(120_000);
  model.reply(ack("event-1"));
  expect(model.sent).toHaveLength(sent);
  expect(replies).toEqual([]);
});

describe("the mirror", () => {
  it("ignores what is not an event", () => {
    storage.setItem("jupyter-al:pending:s1", '[1, {"type":"event"}, null]');
    expect(pendingMirror("s1", storage).load()).toEqual([]);
    storage.setItem("jupyter-al:pending:s1", "not json");
    expect(pendingMirror("s1", storage).load()).toEqual([]);
  });

  it("forgets sessions of long ago, and nobody else's keys", () => {
    const now = 100 * 86_400;
    pendingMirror("old", storage).add(event("event-1", { answered_at: 86_400 }));
    pendingMirror("new", storage).add(event("event-2", { answered_at: now - 60 }));
    storage.setItem("other", "1");
    forgetOld(storage, now);
    expect(pendingMirror("old", storage).load()).toEqual([]);
    expect(pendingMirror("new", storage).load()).toHaveLength(1);
    expect(storage.getItem("other")).toBe("1");
  });
});
