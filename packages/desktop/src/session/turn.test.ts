import { expect, it } from "vitest";
import { Turn } from "./turn.ts";

it("goes to the able page that was used last, and stays while it is wanted and able", () => {
  const turn = new Turn<string>();
  const unable = new Set<string>();
  const choose = (wanted = true) => {
    turn.choose(wanted, page => !unable.has(page));
    return turn.holder;
  };
  for (const page of ["a", "b", "c"]) {
    turn.add(page);
  }
  turn.use("a");
  turn.use("nobody");
  expect([...turn]).toEqual(["b", "c", "a"]);
  expect(choose()).toBe("a");
  turn.use("b");
  expect(choose()).toBe("a");
  unable.add("a");
  expect(choose()).toBe("b");
  turn.delete("b");
  expect(choose()).toBe("c");
  expect(choose(false)).toBeUndefined();
  turn.use("a");
  unable.clear();
  expect(choose()).toBe("a");
});
