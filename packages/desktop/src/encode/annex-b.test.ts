import { expect, it } from "vitest";
import { codecStringOf } from "./annex-b.ts";

it("reads profile, constraints and level from the parameter set", () => {
  const stream = Uint8Array.from([0, 0, 0, 1, 0x67, 0x42, 0xc0, 0x2a, 0x9e, 0, 0, 0, 1, 0x68, 0xce]);
  expect(codecStringOf(stream)).toBe("avc1.42C02A");
});

it("refuses a stream without one", () => {
  expect(() => codecStringOf(Uint8Array.from([0, 0, 1, 0x68, 1, 2, 3, 4]))).toThrow("parameter set");
});
