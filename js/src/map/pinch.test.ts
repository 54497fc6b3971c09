import { expect, test } from "vitest";
import { gripOf, pinched } from "./pinch";

test("two fingers that part zoom about their middle, and carry the map along", () => {
  const from = gripOf(
    new Map([
      [1, [100, 100]],
      [2, [200, 100]],
    ]),
  );
  const to = gripOf(
    new Map([
      [1, [90, 120]],
      [2, [290, 120]],
    ]),
  );
  const said: unknown[] = [];
  if (!from || !to) throw new Error("no grip");
  pinched(
    {
      pan: (dx, dy) => said.push(["pan", dx, dy]),
      zoom: (x, y, factor) => said.push(["zoom", x, y, factor]),
    },
    from,
    to,
  );
  expect(said).toEqual([
    ["pan", 40, 20],
    ["zoom", 190, 120, 2],
  ]);
});

test("one finger holds nothing, two in one place divide by nothing", () => {
  expect(gripOf(new Map([[1, [5, 5]]]))).toBeNull();
  expect(
    gripOf(
      new Map([
        [1, [5, 5]],
        [2, [5, 5]],
      ]),
    )?.apart,
  ).toBe(1);
});
