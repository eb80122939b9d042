import { expect, it } from "vitest";
import { chart } from "./chart.ts";

it("draws a bar a server and figure, as long as its value, and none longer than its panel", () => {
  const svg = chart({
    porthole: { "flash.p50": 10, "motion.p50": 20 },
    selkies: { "flash.p50": 20, "motion.p50": 4000 },
    novnc: { "flash.p50": 20, "motion.p50": null },
  });
  const widths = [...svg.matchAll(/<rect x="70" [^>]*width="([\d.]+)"/g)].map(([, width]) => Number(width));
  expect(widths).toHaveLength(5);
  const [porthole = 0, selkies = 0, , motion = 0, far = 0] = widths;
  expect(selkies).toBeCloseTo(2 * porthole, 0);
  expect(motion).toBe(selkies);
  expect(far).toBeLessThan(350);
  expect(svg).toContain(">4000<");
});
