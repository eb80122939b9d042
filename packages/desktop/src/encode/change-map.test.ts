import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { overlaps } from "../capture/region.ts";
import { ChangeMap, rectsOfFlags } from "./change-map.ts";

describe("ChangeMap", () => {
  it("marks what did not change now as constant", () => {
    const map = new ChangeMap(40, 33, 16);
    expect([map.columns, map.rows]).toEqual([3, 3]);
    expect(map.touch([{ x: 15, y: 0, width: 2, height: 1 }], 10)).toBe(2);
    const flags = new Uint8Array(9);
    map.markConstant(flags, 10, 1);
    expect([...flags]).toEqual([0, 0, 1, 1, 1, 1, 1, 1, 1]);
  });

  it("settles only what has been still long enough, once", () => {
    const map = new ChangeMap(32, 16, 16);
    map.touchAll(10);
    map.touch([{ x: 0, y: 0, width: 1, height: 1 }], 50);
    expect(map.oldest()).toBe(10);
    const flags = new Uint8Array(2);
    expect(map.settle(flags, 20, 1)).toBe(1);
    expect([...flags]).toEqual([1, 0]);
    expect(map.settle(flags, 20, 1)).toBe(0);
    expect(map.oldest()).toBe(50);
    expect(map.settle(flags, 50, 1)).toBe(1);
    expect(map.oldest()).toBeUndefined();
  });

  it("knows the oldest of what is not settled, whatever changed and settled before", () => {
    const rect = fc.record({
      x: fc.integer({ min: -5, max: 90 }),
      y: fc.integer({ min: -5, max: 90 }),
      width: fc.integer({ min: 1, max: 80 }),
      height: fc.integer({ min: 1, max: 80 }),
    });
    const step = fc.oneof(
      fc.record({ kind: fc.constant("touch" as const), rects: fc.array(rect, { maxLength: 3 }) }),
      fc.record({ kind: fc.constant("touchAll" as const) }),
      fc.record({ kind: fc.constant("settle" as const), age: fc.nat(9), most: fc.nat(20) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), steps => {
        const map = new ChangeMap(100, 100, 16);
        const changed = new Array<number>(map.tiles).fill(0);
        const flags = new Uint8Array(map.tiles);
        const note = (time: number) => {
          for (const [tile, flag] of flags.entries()) {
            changed[tile] = flag === 0 ? time : (changed[tile] ?? 0);
          }
        };
        for (const [index, step] of steps.entries()) {
          // Two steps share a time.
          const now = 1 + (index >> 1);
          if (step.kind === "settle") {
            map.settle(flags, now - step.age, 1, step.most);
            note(0);
          } else {
            step.kind === "touch" ? map.touch(step.rects, now) : map.touchAll(now);
            map.markConstant(flags, now, 1);
            note(now);
          }
          const unsettled = changed.filter(time => time > 0);
          expect(map.oldest()).toBe(unsettled.length > 0 ? Math.min(...unsettled) : undefined);
        }
      }),
    );
  });

  it("touches exactly the tiles that a rectangle meets", () => {
    const number = fc.integer({ min: 0, max: 99 });
    fc.assert(
      fc.property(
        number,
        number,
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 60 }),
        (x, y, w, h) => {
          const map = new ChangeMap(100, 100, 16);
          const rect = { x, y, width: w, height: h };
          map.touch([rect], 5);
          const flags = new Uint8Array(map.tiles);
          map.markConstant(flags, 5, 1);
          for (let i = 0; i < map.tiles; i++) {
            const tile = {
              x: (i % map.columns) * 16,
              y: Math.floor(i / map.columns) * 16,
              width: 16,
              height: 16,
            };
            expect(flags[i] === 0).toBe(overlaps(tile, rect));
          }
        },
      ),
    );
  });
});

describe("rectsOfFlags", () => {
  it("covers the zero flags exactly, without overlap", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0, 1), { minLength: 20, maxLength: 20 }), list => {
        const rects = rectsOfFlags(Uint8Array.from(list), 0, 5, 2);
        for (const [i, flag] of list.entries()) {
          const tile = { x: (i % 5) * 2, y: Math.floor(i / 5) * 2, width: 2, height: 2 };
          expect(rects.filter(rect => overlaps(rect, tile))).toHaveLength(flag === 0 ? 1 : 0);
        }
      }),
    );
  });
});
