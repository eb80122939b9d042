import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bandsOf, clip, coalesce, cut, overlaps, type Rect, rowsBeside, startingAt } from "./region.ts";

const WIDTH = 640;
const HEIGHT = 480;
const rect = fc.record({
  x: fc.integer({ min: -50, max: WIDTH }),
  y: fc.integer({ min: -50, max: HEIGHT }),
  width: fc.integer({ min: 1, max: 200 }),
  height: fc.integer({ min: 1, max: 200 }),
});
const rects = fc.array(rect, { maxLength: 60 });

function contains(outer: Rect, inner: Rect): boolean {
  return (
    outer.x <= inner.x &&
    outer.y <= inner.y &&
    outer.x + outer.width >= inner.x + inner.width &&
    outer.y + outer.height >= inner.y + inner.height
  );
}

describe("clip", () => {
  it("keeps what is inside", () => {
    expect(clip({ x: -5, y: 470, width: 10, height: 50 }, WIDTH, HEIGHT)).toEqual({
      x: 0,
      y: 470,
      width: 5,
      height: 10,
    });
    expect(clip({ x: 640, y: 0, width: 5, height: 5 }, WIDTH, HEIGHT)).toBeUndefined();
  });
});

describe("bandsOf", () => {
  it("keeps far changes apart and joins near ones", () => {
    const bands = bandsOf(
      [
        { x: 11, y: 5, width: 10, height: 10 },
        { x: 300, y: 20, width: 3, height: 2 },
        { x: 0, y: 401, width: 4, height: 3 },
      ],
      WIDTH,
      HEIGHT,
    );
    expect(bands).toEqual([
      { x: 10, y: 4, width: 294, height: 18 },
      { x: 0, y: 400, width: 4, height: 4 },
    ]);
  });

  it("covers all damage with even, ordered, separate bands inside the picture", () => {
    fc.assert(
      fc.property(rects, list => {
        const bands = bandsOf(list, WIDTH, HEIGHT);
        for (const [i, band] of bands.entries()) {
          expect((band.x | band.y | band.width | band.height) & 1).toBe(0);
          expect(contains({ x: 0, y: 0, width: WIDTH, height: HEIGHT }, band)).toBe(true);
          const before = bands[i - 1];
          if (before) {
            expect(band.y).toBeGreaterThan(before.y + before.height);
          }
        }
        for (const item of list) {
          const inside = clip(item, WIDTH, HEIGHT);
          expect(!inside || bands.some(band => contains(band, inside))).toBe(true);
        }
      }),
    );
  });
});

describe("coalesce", () => {
  it("covers everything with few separate rectangles", () => {
    fc.assert(
      fc.property(rects, fc.integer({ min: 1, max: 8 }), (list, most) => {
        const inside = list.flatMap(item => clip(item, WIDTH, HEIGHT) ?? []);
        const joined = coalesce(inside, most);
        expect(joined.length).toBeLessThanOrEqual(most);
        for (const item of inside) {
          expect(joined.some(one => contains(one, item))).toBe(true);
        }
        for (const [i, a] of joined.entries()) {
          for (const b of joined.slice(i + 1)) {
            expect(overlaps(a, b)).toBe(false);
          }
        }
      }),
    );
  });

  it("joins neighbours that fill their union", () => {
    expect(
      coalesce(
        [
          { x: 0, y: 0, width: 10, height: 10 },
          { x: 10, y: 0, width: 10, height: 10 },
          { x: 100, y: 100, width: 2, height: 2 },
        ],
        8,
      ),
    ).toHaveLength(2);
  });
});

describe("cut", () => {
  it("comes to every row of what changes all the time, in turn", () => {
    const whole = [{ x: 0, y: 0, width: 100, height: 160 }];
    const seen = new Set<number>();
    let row = 0;
    for (let i = 0; i < 5; i++) {
      const { rects, rest } = cut(startingAt(whole, row), 100 * 32);
      for (const { y } of rects) {
        seen.add(y);
      }
      row = rest[0]?.y ?? 0;
    }
    expect([...seen]).toEqual([0, 32, 64, 96, 128]);
  });

  it("takes about as many pixels as asked from the top, leaves the rest, and loses and doubles nothing", () => {
    const rect = fc.record({
      x: fc.nat({ max: 500 }),
      y: fc.nat({ max: 500 }),
      width: fc.integer({ min: 1, max: 300 }),
      height: fc.integer({ min: 1, max: 300 }),
    });
    fc.assert(
      fc.property(
        fc.array(rect, { minLength: 1, maxLength: 8 }),
        fc.nat({ max: 400_000 }),
        (rects, pixels) => {
          const { rects: taken, rest } = cut(rects, pixels);
          const area = (list: readonly Rect[]) =>
            list.reduce((sum, { width, height }) => sum + width * height, 0);
          expect(taken.length).toBeGreaterThan(0);
          expect(area(taken) + area(rest)).toBe(area(rects));
          expect(area(taken)).toBeLessThanOrEqual(Math.max(pixels, (rects[0]?.width ?? 0) * 16));
        },
      ),
    );
  });
});

describe("rowsBeside", () => {
  it("gives every row of a band that is not taken, once", () => {
    const rowsOf = ({ y, height }: Rect) => Array.from({ length: height }, (_, i) => y + i);
    fc.assert(
      fc.property(rect, rect, (band, taken) => {
        const out = new Set(rowsOf(taken));
        expect(rowsBeside(band, taken).flatMap(rowsOf)).toEqual(rowsOf(band).filter(row => !out.has(row)));
      }),
    );
  });
});
