import { expect, test } from "vitest";
import { over, recorded, rounds } from "./rounds.ts";

test("every sample is taken once a round, in an order that turns", async () => {
  const order: string[] = [];
  const take = (name: string) => async () => order.push(name);
  const taken = await rounds(3, { a: take("a"), b: take("b"), c: take("c") });
  expect(order.join("")).toBe("abcbcacab");
  expect(taken).toEqual({ a: [1, 6, 8], b: [2, 4, 9], c: [3, 5, 7] });
});

test("a sample counts by what it has over the reference of its own round", () => {
  expect(over([110, 220], [100, 200], 10)).toEqual([1, 2]);
});

test("a recorded figure gives its samples in order, and promises nothing unless it says so", async () => {
  const figure = recorded([3, 1], { id: "x", what: "x", unit: "ms" });
  expect([await figure.sample(), await figure.sample()]).toEqual([3, 1]);
  expect(figure).toMatchObject({ samples: 2, most: Number.POSITIVE_INFINITY });
});
