import { expect, it } from "vitest";
import { cursorCss } from "./cursor.ts";

const cursor = {
  kind: "cursor",
  slot: 0,
  hotX: 9,
  hotY: 4,
  width: 24,
  height: 24,
  png: Uint8Array.of(1, 2, 3),
} as const;

it("keeps the desktop's pixels, and the hot spot with them", () => {
  expect(cursorCss(cursor, "data:a", 1)).toBe('image-set(url("data:a") 1x) 9 4, default');
  expect(cursorCss(cursor, "data:a", 0.5)).toBe('image-set(url("data:a") 2x) 4 2, default');
});

it("leaves to an image what browsers would not always draw", () => {
  const large = { ...cursor, width: 48, height: 20 };
  expect(cursorCss(large, "data:a", 1)).toBeUndefined();
  expect(cursorCss(large, "data:a", 0.5)).toContain(" 2x) 4 2, default");
});
