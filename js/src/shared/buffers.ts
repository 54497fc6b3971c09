// Binary parts of a batch: DataViews whose byteOffset may be anything, or base64 where the
// host loses buffers.

import type { Batch, Card, Dtype, Media, Reply } from "./protocol";

export type Values = Float32Array | Uint8Array | Uint16Array;
export type AnyValues = Values | Uint32Array;
/** A layer of the map with its bytes. */
export type LayerReply = Extract<Reply, { type: "field" | "contours" }> & { bytes: Uint8Array };
export type ScoreReply = Extract<Reply, { type: "score" }> & { values: Uint8Array | null };
/** Values of the whole column, or the bytes of its changes. */
export type ColumnReply = Extract<Reply, { type: "column" }> & { values: Values };

/** Thrown inside `hydrate` when a buffer did not arrive. */
class Missing extends Error {}

export interface Hydrated {
  replies: Reply[]; // columns carry `values`, media carry `bytes`
  missing: boolean; // some replies were left out: their buffers did not arrive
}

/** Copy out one buffer; aligned for every kind of array, and free of the message's memory. */
export function bytesOf(view: unknown): Uint8Array | null {
  if (view instanceof ArrayBuffer) return new Uint8Array(view.slice(0));
  if (ArrayBuffer.isView(view)) {
    return new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice();
  }
  return null;
}

export function fromBase64(text: string): Uint8Array {
  const raw = atob(text);
  const bytes = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i);
  return bytes;
}

export function toBase64(bytes: Uint8Array & { toBase64?: () => string }): string {
  if (bytes.toBase64) return bytes.toBase64(); // browsers of 2025 on
  let text = "";
  for (let i = 0; i < bytes.length; i += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  }
  return btoa(text);
}

interface Carrier {
  buffer?: number;
  b64?: string;
}

function load(carrier: Carrier, buffers: readonly unknown[]): Uint8Array | null {
  if (typeof carrier.b64 === "string") return fromBase64(carrier.b64);
  if (typeof carrier.buffer !== "number") return null;
  const bytes = bytesOf(buffers[carrier.buffer]);
  if (!bytes) throw new Missing();
  return bytes;
}

const bytesIn = (carrier: Carrier, buffers: readonly unknown[]) =>
  load(carrier, buffers) ?? new Uint8Array();

function media(value: Media, buffers: readonly unknown[]): Media {
  const bytes = load(value, buffers);
  return bytes ? { ...value, bytes } : value;
}

function reply(value: Reply, buffers: readonly unknown[]): Reply {
  const card = (one: Card): Card => ({ ...one, media: one.media && media(one.media, buffers) });
  switch (value.type) {
    case "queue":
      return { ...value, cards: value.cards.map(card) };
    case "items":
    case "look":
      return { ...value, cards: value.cards.map(card) };
    case "past":
      return {
        ...value,
        rows: value.rows.map((row) =>
          row.thumbnail ? { ...row, thumbnail: media(row.thumbnail, buffers) } : row,
        ),
      };
    case "column": {
      const bytes = bytesIn(value, buffers);
      const values = value.since === undefined ? typed(bytes, value.dtype) : bytes;
      return { ...value, values } as ColumnReply;
    }
    case "score":
      return { ...value, values: load(value, buffers) } as ScoreReply;
    case "moment": {
      const arrays: Record<string, AnyValues> = {};
      for (const [name, part] of Object.entries(value.parts)) {
        const bytes = bytesIn(part, buffers);
        arrays[name] = part.bits === undefined ? typed(bytes, part.dtype) : bytes;
      }
      const field = value.field && { ...value.field, bytes: bytesIn(value.field, buffers) };
      return { ...value, arrays, field };
    }
    case "field":
    case "contours":
      return { ...value, bytes: bytesIn(value, buffers) } as LayerReply;
    default:
      return value;
  }
}

function typed(bytes: Uint8Array, dtype: Dtype): AnyValues {
  if (dtype === "u8") return bytes;
  if (dtype === "u16") return new Uint16Array(bytes.buffer, 0, bytes.byteLength >> 1);
  if (dtype === "u32") return new Uint32Array(bytes.buffer, 0, bytes.byteLength >> 2);
  return new Float32Array(bytes.buffer, 0, bytes.byteLength >> 2);
}

/** Join messages and buffers; a reply whose buffer is missing is left out, and said so. */
export function hydrate(batch: Batch, buffers: readonly unknown[]): Hydrated {
  const replies: Reply[] = [];
  let missing = false;
  for (const message of batch.messages) {
    try {
      replies.push(reply(message, buffers));
    } catch (error) {
      if (error instanceof Missing) missing = true;
      // Anything else: one broken reply must not take the others with it.
    }
  }
  return { replies, missing };
}
