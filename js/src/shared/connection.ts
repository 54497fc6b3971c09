// Messages to and from the kernel: ids and acknowledgements, resending, gaps, lost buffers.
// An answer is kept here (and in the browser's storage) until the kernel has said "ack".

import { hydrate } from "./buffers";
import type { PendingMirror } from "./pending";
import {
  type Batch,
  type EventMessage,
  PROTOCOL,
  type Reply,
  type Request,
  type Status,
} from "./protocol";

const FIRST_RETRY = 2_000; // ms
const LAST_RETRY = 30_000;
const SETTLE = 1_500; // a revision that has not arrived after this long was lost
const SILENT_AFTER = 2; // unanswered retries

/** What is used of anywidget's model. */
export interface Channel {
  get(name: string): unknown;
  // biome-ignore lint/suspicious/noExplicitAny: anywidget's own signature
  on(name: string, callback: (...args: any[]) => void): void;
  // biome-ignore lint/suspicious/noExplicitAny: anywidget's own signature
  off(name?: string | null, callback?: ((...args: any[]) => void) | null): void;
  send(content: unknown): unknown;
}

export interface ConnectionOptions {
  channel: Channel;
  view: string; // id of this view
  mirror: PendingMirror;
  have(): Partial<Status["revisions"]>; // what this view holds already
  onReply(reply: Reply): void;
  onAdopt(events: EventMessage[]): void; // answers that an earlier page left behind
  onSilence(silent: boolean): void;
  onMismatch(text: string): void;
  onResync(): void; // something was lost: ask again for what `hello` does not bring
}

export class Connection {
  readonly #pending = new Map<string, EventMessage>();
  #seq: number | null = null;
  #base64 = false;
  #answered = false; // a batch came since the last hello
  #retries = 0;
  #delay = FIRST_RETRY;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #settleTimer: ReturnType<typeof setTimeout> | undefined;
  #heardAt = 0;
  #lostBefore = "";
  #closed = false;

  constructor(private readonly options: ConnectionOptions) {}

  start(): void {
    const left = this.options.mirror.load();
    for (const event of left) this.#pending.set(event.id, event);
    if (left.length > 0) this.options.onAdopt(left);
    this.options.channel.on("msg:custom", this.#receive);
    this.hello();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#settleTimer);
    this.options.channel.off("msg:custom", this.#receive);
  }

  /** Say what this view has; the kernel sends the rest. Pending answers follow. */
  hello(everything = false): void {
    this.#answered = false;
    this.request({
      type: "hello",
      view: this.options.view,
      base64: this.#base64,
      have: everything ? {} : this.options.have(),
    });
    if (everything) this.options.onResync();
    this.resend();
    this.#schedule();
  }

  /** Send and forget: state that can be asked for again. */
  request(request: Request): void {
    if (this.#closed) return;
    try {
      const sent = this.options.channel.send({ v: PROTOCOL, ...request });
      // marimo answers with a promise, which rejects when the kernel is gone.
      if (sent instanceof Promise) sent.catch(() => undefined);
    } catch {
      // The kernel is gone: `schedule` tries again, and says so after a while.
    }
  }

  /** Send an answer and keep it until it is acknowledged. */
  post(event: EventMessage): void {
    this.#pending.set(event.id, event);
    this.options.mirror.add(event);
    this.request(event);
    this.#schedule();
  }

  resend(): void {
    for (const event of this.#pending.values()) this.request(event);
  }

  /** The kernel lives: if it was silent, send again; if a revision does not follow, ask. */
  statusChanged(revisions: Status["revisions"]): void {
    if (this.#pending.size > 0 && Date.now() - this.#heardAt > FIRST_RETRY) this.resend();
    clearTimeout(this.#settleTimer);
    this.#settleTimer = setTimeout(() => {
      const have = this.options.have();
      const lost = Object.entries(have).some(
        ([name, rev]) => rev !== revisions[name as keyof Status["revisions"]],
      );
      const now = JSON.stringify(revisions);
      if (lost && now !== this.#lostBefore) {
        this.#lostBefore = now; // asked once: a kernel that cannot send it is not asked for ever
        this.hello();
      }
    }, SETTLE);
  }

  #schedule(): void {
    if (this.#retryTimer !== undefined || this.#closed) return;
    if (this.#pending.size === 0 && this.#answered) return;
    this.#retryTimer = setTimeout(() => {
      this.#retryTimer = undefined;
      if (this.#pending.size === 0 && this.#answered) return;
      this.#retries += 1;
      this.#delay = Math.min(LAST_RETRY, this.#delay * 2);
      if (this.#retries >= SILENT_AFTER) this.options.onSilence(true);
      if (this.#answered) {
        this.resend();
        this.#schedule();
      } else {
        this.hello();
      }
    }, this.#delay);
  }

  #settle(id: string): void {
    this.#pending.delete(id);
    this.options.mirror.drop(id);
    this.#delay = FIRST_RETRY;
    if (this.#pending.size === 0 && this.#answered) {
      clearTimeout(this.#retryTimer);
      this.#retryTimer = undefined;
    }
  }

  readonly #receive = (content: unknown, buffers?: readonly unknown[]): void => {
    if (!isBatch(content)) return;
    if (content.v !== PROTOCOL) {
      this.options.onMismatch(mismatchText(content.v));
      return;
    }
    if (content.seq === this.#seq) return; // the same batch twice
    const gap = this.#seq !== null && content.seq > this.#seq + 1;
    this.#seq = content.seq;
    this.#heardAt = Date.now();
    this.#answered = true;
    this.#retries = 0;
    this.options.onSilence(false);
    const { replies, missing } = hydrate(content, buffers ?? []);
    for (const reply of replies) {
      if (reply.type === "ack") this.#settle(reply.id);
      if (reply.type === "error" && reply.id !== null && !reply.keep) this.#settle(reply.id);
      this.options.onReply(reply);
    }
    if (missing && !this.#base64) {
      this.#base64 = true;
      this.hello(true);
    } else if (gap) {
      this.hello(true);
    }
  };
}

export function mismatchText(kernel: unknown): string {
  return (
    `This page speaks protocol ${PROTOCOL} and the kernel ${String(kernel)}: restart the kernel, ` +
    "run the cell again and reload the page, so that both are of one version."
  );
}

function isBatch(content: unknown): content is Batch {
  if (content === null || typeof content !== "object") return false;
  const batch = content as Partial<Batch>;
  return batch.type === "batch" && Array.isArray(batch.messages) && typeof batch.seq === "number";
}
