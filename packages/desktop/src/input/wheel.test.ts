import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WheelAccumulator } from "./wheel.ts";

describe("WheelAccumulator", () => {
  it("clicks once a notch, whatever the parts", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 300 })), parts => {
        const wheel = new WheelAccumulator();
        const made = parts.flatMap(part => wheel.add(0, part));
        expect(made).toHaveLength(Math.floor(parts.reduce((sum, part) => sum + part, 0) / 120));
        expect(made.every(button => button === 5)).toBe(true);
      }),
    );
  });

  it("knows its four directions", () => {
    const wheel = new WheelAccumulator();
    expect(wheel.add(0, -120)).toEqual([4]);
    expect(wheel.add(0, 120)).toEqual([5]);
    expect(wheel.add(-120, 0)).toEqual([6]);
    expect(wheel.add(240, 0)).toEqual([7, 7]);
  });

  it("starts over when the direction turns", () => {
    const wheel = new WheelAccumulator();
    expect(wheel.add(0, 110)).toEqual([]);
    expect(wheel.add(0, -110)).toEqual([]);
    expect(wheel.add(0, -10)).toEqual([4]);
  });

  it("keeps a wild message within bounds", () => {
    expect(new WheelAccumulator().add(0, 32767)).toHaveLength(20);
  });
});
