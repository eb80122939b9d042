import fc from "fast-check";
import { expect, test } from "vitest";
import { findCycle } from "./cycle.ts";

const graphs = fc.integer({ min: 1, max: 12 }).chain(size =>
  fc.array(fc.array(fc.integer({ min: 0, max: size - 1 }), { maxLength: 4 }), {
    minLength: size,
    maxLength: size,
  }),
);

test("what is found is a cycle, and where nothing is found an order exists", () => {
  fc.assert(
    fc.property(graphs, lists => {
      const names = lists.map((_, index) => `${index}`);
      const edges = (name: string) => (lists[Number(name)] ?? []).map(String);
      const cycle = findCycle(names, edges);
      if (cycle) {
        for (const [index, name] of cycle.entries()) {
          expect(edges(name)).toContain(cycle[(index + 1) % cycle.length]);
        }
        expect(new Set(cycle).size).toBe(cycle.length);
      } else {
        expect(sortable(names, edges)).toBe(true);
      }
    }),
  );
});

test("a chain of ten thousand does not overflow the stack", () => {
  const names = Array.from({ length: 10_000 }, (_, index) => `${index}`);
  const next = (name: string) => [`${(Number(name) + 1) % names.length}`];
  expect(findCycle(names, next)?.length).toBe(10_000);
});

function sortable(names: string[], edges: (name: string) => string[]): boolean {
  const left = new Set(names);
  for (;;) {
    const free = [...left].filter(name => edges(name).every(next => !left.has(next)));
    if (free.length === 0) return left.size === 0;
    for (const name of free) left.delete(name);
  }
}
