// One version of the model as the map shows it: what was believed, the labels that stood, what had
// been asked.

import { applyChanges } from "../shared/changes";
import type { MomentReply } from "../shared/protocol";
import type { Codes } from "./columns";

export interface Moment {
  readonly version: number;
  readonly prediction: Codes | null; // null: this belief was not kept
  readonly uncertainty: Uint8Array | null;
  readonly labels: Codes;
  readonly asked: readonly number[];
  readonly field?: MomentReply["field"]; // without one, none is shown
}

/** Put together what came and what is shown; null when the changes are against something else. */
export function momentFrom(reply: MomentReply, shown: Moment | null, n: number): Moment | null {
  const { version, base, asked, parts, arrays = {}, field } = reply;
  if (base !== null && base !== shown?.version) return null;
  const column = (name: "prediction" | "uncertainty"): Codes | null => {
    const values = arrays[name] as Codes | undefined;
    const before = shown?.[name];
    const bits = parts[name]?.bits;
    if (!values || bits === undefined) return values ?? null;
    return before ? applyChanges(before, values as Uint8Array, bits) : null;
  };
  return {
    version,
    asked,
    field,
    prediction: column("prediction"),
    uncertainty: column("uncertainty") as Uint8Array | null,
    labels: labelColumn(n, arrays.labelled ?? [], arrays.codes ?? []),
  };
}

/** The labels of `n` points as a column. */
function labelColumn(n: number, labelled: ArrayLike<number>, codes: ArrayLike<number>): Codes {
  let wide = false;
  for (let k = 0; k < codes.length; k++) wide ||= (codes[k] as number) >= 0xff;
  const column = wide ? new Uint16Array(n).fill(0xffff) : new Uint8Array(n).fill(0xff);
  for (let k = 0; k < labelled.length; k++) column[labelled[k] as number] = codes[k] as number;
  return column;
}
