// A number over the pool: one byte a point, and what the bytes mean.

import { score } from "../shared/format";
import type { ScoreColumn } from "../shared/protocol";
import { NO_UNCERTAINTY } from "./columns";

export interface NumberColumn extends ScoreColumn {
  readonly values: Uint8Array | null; // null: there is none, and `text` says why
}

/** Of label quality the low end is what one looks for. */
export const QUALITY = "quality";

/** The numbers at both ends of the ramp. */
export function ends(column: NumberColumn): [string, string] {
  const { low, high, below, above } = column;
  const words = (value: number) => (value === 0 ? "0" : score(value));
  return [`${below ? "≤ " : ""}${words(low)}`, `${above ? "≥ " : ""}${words(high)}`];
}

/** The number of one point, as exact as a byte is; "" when unknown. */
export function numberText(column: NumberColumn, item: number): string {
  const byte = column.values?.[item] ?? NO_UNCERTAINTY;
  if (byte === NO_UNCERTAINTY) return "";
  const { low, high } = column;
  return score(low + (byte / 254) * (high - low));
}

export interface Rank {
  readonly rank: number;
  readonly of: number;
}

/** Places by falling value, counted in the bytes: at once, and as exact as these are. */
export class Ranks {
  #counts: Uint32Array | null = null;
  #of: Uint8Array | null = null;

  /** null where the item has no value. */
  rank(values: Uint8Array | null, item: number): Rank | null {
    const byte = values?.[item] ?? NO_UNCERTAINTY;
    if (!values || byte === NO_UNCERTAINTY) return null;
    if (this.#of !== values || !this.#counts) {
      this.#counts = new Uint32Array(256);
      for (let i = 0; i < values.length; i++) (this.#counts[values[i] as number] as number)++;
      this.#of = values as Uint8Array<ArrayBuffer>;
    }
    let rank = 1;
    for (let k = byte + 1; k < NO_UNCERTAINTY; k++) rank += this.#counts[k] as number;
    return { rank, of: values.length - (this.#counts[NO_UNCERTAINTY] as number) };
  }
}
