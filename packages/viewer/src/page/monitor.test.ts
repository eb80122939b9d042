import { DISPLAY_NEW } from "@porthole/protocol";
import { expect, it } from "vitest";
import { hashOf, monitorOf, titleOf } from "./monitor.ts";

it("reads the monitor from the page's address", () => {
  expect(monitorOf("")).toBe(0);
  expect(monitorOf("#monitor")).toBe(DISPLAY_NEW);
  expect(monitorOf(hashOf(2))).toBe(2);
  expect(monitorOf("#monitor=x")).toBe(0);
});

it("counts further monitors in the title, once", () => {
  expect(titleOf("Mine", 0)).toBe("Mine");
  expect(titleOf(titleOf("Mine", 1), 2)).toBe("Mine – Monitor 3");
});
