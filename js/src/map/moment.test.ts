import { describe, expect, it } from "vitest";
import type { MomentReply } from "../shared/protocol";
import { type Moment, momentFrom } from "./moment";

const whole: MomentReply = {
  type: "moment",
  view: "v",
  version: 3,
  base: null,
  asked: [1],
  parts: {},
  arrays: {
    prediction: new Uint8Array([0, 1, 1, 255]),
    uncertainty: new Uint8Array([0, 4, 252, 255]),
    labelled: new Uint32Array([1, 2]),
    codes: new Uint16Array([1, 0]),
  },
};
const belief = { dtype: "u8" as const, bits: 0 }; // places and values
const changes: MomentReply = {
  ...whole,
  version: 4,
  base: 3,
  parts: { prediction: belief, uncertainty: belief },
  arrays: {
    prediction: new Uint8Array([0, 0, 0, 0, 2, 0, 0, 0, 2, 0]), // at 0 and 2: 2 and 0
    uncertainty: new Uint8Array([0, 0, 0, 0, 8]),
  },
};

describe("one version", () => {
  it("comes whole, with the labels of then as a column", () => {
    const moment = momentFrom(whole, null, 4) as Moment;
    expect(moment.prediction).toEqual(whole.arrays?.prediction);
    expect(moment.labels).toEqual(new Uint8Array([255, 1, 0, 255]));
    expect(moment.asked).toEqual([1]);
  });

  it("comes as changes against what is shown, which stays as it was", () => {
    const shown = momentFrom(whole, null, 4);
    const moment = momentFrom(changes, shown, 4) as Moment;
    expect([...(moment.prediction ?? [])]).toEqual([2, 1, 0, 255]);
    expect([...(moment.uncertainty ?? [])]).toEqual([8, 4, 252, 255]);
    expect([...moment.labels]).toEqual([255, 255, 255, 255]);
    expect(shown?.prediction?.[0]).toBe(0);
  });

  it("is not put together from changes against another version", () => {
    const other = { ...changes, base: 2 };
    expect(momentFrom(other, null, 4)).toBeNull();
    expect(momentFrom(other, momentFrom(whole, null, 4), 4)).toBeNull();
  });

  it("may have no belief, and no point at all", () => {
    const none = { ...whole, arrays: { labelled: new Uint32Array(0), codes: new Uint16Array(0) } };
    expect(momentFrom(none, null, 4)?.prediction).toBeNull();
    expect(momentFrom(none, null, 0)?.labels).toHaveLength(0);
  });

  it("has two bytes a label from 255 classes on", () => {
    const wide = { ...whole.arrays, codes: new Uint16Array([300, 0]) };
    const moment = momentFrom({ ...whole, arrays: wide }, null, 4);
    expect(moment?.labels).toEqual(new Uint16Array([65535, 300, 0, 65535]));
  });
});
