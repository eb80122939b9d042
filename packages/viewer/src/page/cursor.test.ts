import { expect, it } from "vitest";
import { cursorCss } from "./cursor.ts";

const cursor = {
  kind: "cursor",
  hotX: 9,
  hotY: 4,
  width: 24,
  height: 24,
  png: Uint8Array.of(1, 2, 3),
} as const;

it("keeps the desktop's pixels, and the hot spot with them", () => {
  expect(cursorCss(cursor, 1)).toBe('image-set(url("data:image/png;base64,AQID") 1x) 9 4, default');
  expect(cursorCss(cursor, 2)).toBe('image-set(url("data:image/png;base64,AQID") 2x) 4 2, default');
});

it("shrinks what browsers would refuse", () => {
  const large = { ...cursor, width: 256, height: 200, hotX: 100, hotY: 50 };
  expect(cursorCss(large, 1)).toContain(" 2x) 50 25, default");
});

it("hides a hidden pointer", () => {
  expect(cursorCss({ ...cursor, png: new Uint8Array() }, 1)).toBe("none");
});
