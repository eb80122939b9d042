import { DISPLAY_NEW } from "@porthole/protocol";
import { beforeAll, expect, it } from "vitest";
import { loadWords } from "../words.ts";
import { hashOf, monitorOf, titleOf } from "./monitor.ts";

beforeAll(() => loadWords("en"));

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
