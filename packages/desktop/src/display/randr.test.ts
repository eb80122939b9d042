import { expect, it } from "vitest";
import { sideBySide } from "./randr.ts";

it("puts monitors side by side in the order of their numbers, gaps closed", () => {
  const size = (width: number, height: number) => ({ width, height });
  const sizes = new Map([
    [3, size(640, 480)],
    [0, size(1920, 1080)],
    [1, size(800, 600)],
  ]);
  expect([...sideBySide(sizes)]).toEqual([
    [0, { x: 0, y: 0, width: 1920, height: 1080 }],
    [1, { x: 1920, y: 0, width: 800, height: 600 }],
    [3, { x: 2720, y: 0, width: 640, height: 480 }],
  ]);
});
