import { expect, it } from "vitest";
import { buttonChanges } from "./buttons.ts";

it.each([
  [0, 1, ["+1"]],
  [1, 3, ["+3"]],
  [3, 1, ["-3"]],
  [1, 4, ["-1", "+2"]],
  [0, 24, ["+8", "+9"]],
  [31, 0, ["-1", "-3", "-2", "-8", "-9"]],
  [5, 5, []],
  [0, 32, []],
])("from %d to %d", (before, after, wanted) => {
  expect(buttonChanges(before, after).map(({ button, down }) => `${down ? "+" : "-"}${button}`)).toEqual(
    wanted,
  );
});
