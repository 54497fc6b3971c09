// Columns as the kernel sends them: whole, or as what changed since a revision.
// Twin: jupyter_al/widget/changes.py.

import type { ColumnReply, Values } from "./buffers";
import type { ColumnName } from "./protocol";

type Codes = Exclude<Values, Float32Array>;

const LISTED = 0; // places and values; otherwise the bits of a step

/** The column that `bytes` lead to; what was there stays as it is. */
export function applyChanges(before: Codes, bytes: Uint8Array, bits: number): Codes {
  const now = before.slice();
  const valuesFrom = (at: number): Codes => {
    const rest = bytes.slice(at); // aligned
    return now instanceof Uint8Array ? rest : new Uint16Array(rest.buffer, 0, rest.length >> 1);
  };
  if (bits === LISTED) {
    const count = bytes.length / (4 + now.BYTES_PER_ELEMENT);
    const places = new Uint32Array(bytes.slice(0, 4 * count).buffer);
    const values = valuesFrom(4 * count);
    for (let k = 0; k < count; k++) now[places[k] as number] = values[k] as number;
    return now;
  }
  const each = 8 / bits;
  const size = Math.ceil(now.length / each);
  const values = valuesFrom(size);
  const mask = (1 << bits) - 1;
  const listed = 1 << (bits - 1);
  let next = 0;
  for (let b = 0; b < size; b++) {
    let steps = bytes[b] as number;
    for (let i = b * each; steps !== 0; i++, steps >>= bits) {
      const step = steps & mask;
      if (step === listed) now[i] = values[next++] as number;
      else if (step > listed) now[i] = (now[i] as number) + step - mask - 1;
      else now[i] = (now[i] as number) + step;
    }
  }
  return now;
}

/** The columns of one view, with their revisions. */
export class Columns {
  readonly #held = new Map<ColumnName, { rev: number; values: Values }>();

  /** The column after this reply; null: it changes what is not here, the whole must be asked for. */
  take({ name, rev, since, bits, values }: ColumnReply): Values | null {
    let whole = values;
    if (since !== undefined) {
      const before = this.#held.get(name);
      if (!before || before.rev !== since || before.values instanceof Float32Array) return null;
      whole = applyChanges(before.values, values as Uint8Array, bits ?? LISTED);
    }
    this.#held.set(name, { rev, values: whole });
    return whole;
  }
}
