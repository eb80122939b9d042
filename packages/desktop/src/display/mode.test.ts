import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitSize, millimetres, modeOf } from "./mode.ts";

const largest = { width: 3840, height: 2160 };

describe("fitSize", () => {
  it("is even and within bounds for whatever a page says", () => {
    const side = fc.integer({ min: 0, max: 65535 });
    fc.assert(
      fc.property(side, side, (width, height) => {
        const size = fitSize(width, height, largest);
        expect((size.width | size.height) & 1).toBe(0);
        expect(size.width).toBeGreaterThanOrEqual(64);
        expect(size.height).toBeGreaterThanOrEqual(64);
        expect(size.width).toBeLessThanOrEqual(largest.width);
        expect(size.height).toBeLessThanOrEqual(largest.height);
      }),
    );
  });

  it("takes the page's size where it can and its proportions where it cannot", () => {
    expect(fitSize(1235, 777, largest)).toEqual({ width: 1234, height: 776 });
    expect(fitSize(7680, 4320, largest)).toEqual(largest);
    expect(fitSize(7680, 2160, largest)).toEqual({ width: 3840, height: 1080 });
  });
});

describe("modeOf", () => {
  it("runs at 60 Hz with its parts in order", () => {
    const mode = modeOf(1234, 776);
    expect(mode.dot_clock / (mode.h_total * mode.v_total)).toBe(60);
    expect(mode.h_sync_start).toBeGreaterThan(mode.width);
    expect(mode.h_sync_end).toBeGreaterThan(mode.h_sync_start);
    expect(mode.h_total).toBeGreaterThan(mode.h_sync_end);
    expect(mode.v_sync_end).toBeGreaterThan(mode.v_sync_start);
    expect(mode.v_total).toBeGreaterThan(mode.v_sync_end);
  });
});

it("measures in millimetres", () => {
  expect(millimetres(1920, 96)).toBe(508);
});
