import { describe, expect, it } from "vitest";
import { dpiOf, withDpi } from "./dpi.ts";

const LARGEST = { width: 3840, height: 2160 };

describe("dpiOf", () => {
  it.each([
    [{ width: 1001, height: 701, scale: 100 }, 96],
    [{ width: 2560, height: 1440, scale: 200 }, 192],
    [{ width: 1600, height: 900, scale: 125 }, 120],
    [{ width: 7680, height: 4320, scale: 200 }, 96],
    [{ width: 800, height: 600, scale: 5000 }, 480],
    [{ width: 800, height: 600, scale: 16 }, 48],
  ])("is what makes text as large as the page's: %j", (page, dpi) => {
    expect(dpiOf(page, LARGEST)).toBe(dpi);
  });
});

describe("withDpi", () => {
  it("sets it among whatever else is there", () => {
    expect(withDpi("", 192)).toBe("Xft.dpi:\t192\nXcursor.size:\t48\n");
    expect(withDpi("XTerm*font:\tfixed\nXft.dpi:\t96\nXcursor.size:\t9\nXft.hinting: 1\n", 192)).toBe(
      "XTerm*font:\tfixed\nXft.hinting: 1\nXft.dpi:\t192\nXcursor.size:\t48\n",
    );
  });

  it("changes nothing where it is set already", () => {
    const resources = "Xft.antialias:\t1\nXft.dpi: 120\nXft.rgba:\tnone\n";
    expect(withDpi(resources, 120)).toBe(resources);
  });
});
