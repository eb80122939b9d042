import { expect, test } from "vitest";
import { Patience } from "./patience.ts";

test("a registry that says nothing is waited for briefly, one that has answered longer", () => {
  let now = 1000;
  const patience = new Patience("cached", () => now);
  expect(patience.left()).toBe(300);
  now += 290;
  expect(patience.isOver()).toBe(false);
  patience.answered();
  expect(patience.left()).toBe(1710);
  expect(patience.connect()).toBe(2400);
  now += 1800;
  expect(patience.left()).toBe(1);
  expect(patience.isOver()).toBe(true);
});

test("what nothing stands in for is waited for longer, and what nobody waits for longest", () => {
  const left = (["cached", "absent", "background"] as const).map(kind => new Patience(kind, () => 0).left());
  expect(left).toEqual([300, 2400, 30_000]);
});
