import { describe, expect, it } from "vitest";
import { MapData } from "./data";
import type { Moment } from "./moment";

const then: Moment = {
  version: 2,
  prediction: new Uint8Array([1, 1, 1]),
  uncertainty: new Uint8Array([0, 100, 200]),
  labels: new Uint8Array([255, 0, 255]),
  asked: [1],
};

function mapData(): MapData {
  const data = new MapData();
  data.setCoordinates(new Float32Array([0, 0, 1, 1, 2, 2]));
  data.names = ["cat", "dog"];
  data.prediction = new Uint8Array([0, 0, 1]);
  data.uncertainty = new Uint8Array([9, 8, 7]);
  data.labels = new Uint8Array([1, 0, 255]);
  return data;
}

const facts = (data: MapData) => ({
  prediction: [...(data.prediction ?? [])],
  predicted: [...(data.predicted ?? [])],
  uncertainty: [...(data.uncertainty ?? [])],
  order: [...data.order],
  labels: [...(data.labels ?? [])],
  labelled: [...data.labelled],
  counts: [...data.labelCounts],
});

describe("the columns of the past", () => {
  it("stand in place of those of now, everywhere", () => {
    const data = mapData();
    const now = facts(data);
    data.setMoment(then);
    expect(facts(data)).toEqual({
      prediction: [1, 1, 1],
      predicted: [0, 3],
      uncertainty: [0, 100, 200],
      order: [2, 1, 0],
      labels: [255, 0, 255],
      labelled: [1],
      counts: [1, 0],
    });
    data.setMoment(null);
    expect(facts(data)).toEqual(now);
  });

  it("are not disturbed by what comes meanwhile, which is there afterwards", () => {
    const data = mapData();
    data.setMoment(then);
    const past = facts(data);
    expect(data.patchLabels([2], [0])).toEqual([]); // nothing to draw
    data.prediction = new Uint8Array([1, 0, 0]);
    data.uncertainty = new Uint8Array([1, 2, 3]);
    expect(facts(data)).toEqual(past);
    data.setMoment(null);
    expect(facts(data)).toMatchObject({
      prediction: [1, 0, 0],
      predicted: [2, 1],
      uncertainty: [1, 2, 3],
      labels: [1, 0, 0],
      counts: [2, 1],
    });
  });

  it("may lack the belief", () => {
    const data = mapData();
    data.setMoment({ ...then, prediction: null, uncertainty: null });
    expect(data.prediction).toBeNull();
    expect(data.predicted).toBeNull();
    expect([...data.labelled]).toEqual([1]);
  });
});
