import { describe, expect, it } from "vitest";
import type { Features } from "./sink.ts";
import { SINKS, sinkFor } from "./table.ts";

const ALL: Features = {
  secure: true,
  trackGenerator: true,
  offscreenCanvas: true,
  workerTrackGenerator: true,
};
const NONE: Features = {
  secure: false,
  trackGenerator: false,
  offscreenCanvas: false,
  workerTrackGenerator: false,
};
const failed = new Set<string>();

describe("the table of sinks", () => {
  it("has a name of its own for each", () => {
    expect(new Set(SINKS.map(sink => sink.name)).size).toBe(SINKS.length);
  });

  it.each([
    [ALL, "video (worker track)"],
    [{ ...ALL, workerTrackGenerator: false }, "video (page track)"],
    [{ ...NONE, offscreenCanvas: true }, "canvas (worker)"],
    [NONE, "canvas (page)"],
  ])("shows whole frames the best way there is (%#)", (features, name) => {
    expect(sinkFor(features, { rectangles: false, failed }).name).toBe(name);
  });

  it("shows rectangles on a canvas", () => {
    expect(sinkFor(ALL, { rectangles: true, failed }).name).toBe("canvas (worker)");
    expect(sinkFor(NONE, { rectangles: true, failed }).name).toBe("canvas (page)");
  });

  it("goes down the table as sinks fail, and ends at the last", () => {
    const gone = new Set<string>();
    const seen = SINKS.map(() => {
      const { name } = sinkFor(ALL, { rectangles: false, failed: gone });
      gone.add(name);
      return name;
    });
    expect(seen).toEqual(SINKS.map(sink => sink.name));
    expect(sinkFor(ALL, { rectangles: false, failed: gone }).name).toBe("canvas (page)");
  });
});
