import { expect, it } from "vitest";
import { clockOf } from "./clock.ts";

it("takes the offset of the shortest round trip, and forgets old ones", () => {
  const clock = clockOf();
  expect(clock.offset()).toBeNaN();
  clock.learn(0, 100, 1090);
  clock.learn(200, 204, 1202);
  clock.learn(300, 380, 1310);
  expect(clock.offset()).toBe(1000);
  for (let i = 0; i < 16; i++) {
    clock.learn(1000 + i, 1010 + i, 3005 + i);
  }
  expect(clock.offset()).toBe(2000);
});
