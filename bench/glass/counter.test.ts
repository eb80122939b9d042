import fc from "fast-check";
import { expect, it } from "vitest";
import { COUNTER_ROWS, COUNTER_SIZE, counterCells, readCounter } from "./counter.ts";

/** Draws a counter as a screen would and gives the two rows that are read. */
function rowsOf(value: number): [Uint8Array, Uint8Array] {
  const cells = counterCells(value, { x: 0, y: 0 });
  const row = (y: number) => {
    const pixels = new Uint8Array(COUNTER_SIZE.width * 4);
    for (let at = 0; at < cells.length; at += 4) {
      const [x = 0, top = 0, width = 0, height = 0] = cells.slice(at, at + 4);
      if (y >= top && y < top + height) {
        pixels.fill(255, x * 4, (x + width) * 4);
      }
    }
    return pixels;
  };
  return [row(COUNTER_ROWS[0]), row(COUNTER_ROWS[1])];
}

const value = fc.nat(0xffff);

it("reads every value that was drawn", () => {
  fc.assert(fc.property(value, drawn => readCounter(...rowsOf(drawn)) === drawn));
});

it("reads through the errors of a lossy encoder", () => {
  fc.assert(
    fc.property(value, fc.infiniteStream(fc.integer({ min: -90, max: 90 })), (drawn, errors) => {
      const rows = rowsOf(drawn).map(row =>
        Uint8ClampedArray.from(row, pixel => pixel + (errors.next().value ?? 0)),
      ) as unknown as [Uint8Array, Uint8Array];
      return readCounter(...rows) === drawn;
    }),
  );
});

it("reads nothing off a picture torn through the counter, or off none", () => {
  fc.assert(
    fc.property(value, value, (above, below) => {
      fc.pre(above !== below);
      return readCounter(rowsOf(above)[0], rowsOf(below)[1]) === undefined;
    }),
  );
  const grey = new Uint8Array(COUNTER_SIZE.width * 4).fill(120);
  expect(readCounter(grey, grey)).toBeUndefined();
});
