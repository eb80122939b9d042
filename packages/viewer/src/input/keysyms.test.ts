import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keysymOf, keysymOfCharacter } from "./keysyms.ts";

describe("keysymOf", () => {
  it.each([
    ["a", 0, 0x61],
    ["A", 0, 0x41],
    [" ", 0, 0x20],
    ["ß", 0, 0xdf],
    ["ÿ", 0, 0xff],
    ["€", 0, 0x010020ac],
    ["ж", 0, 0x01000436],
    ["😀", 0, 0x0101f600],
    ["Enter", 0, 0xff0d],
    ["Enter", 3, 0xff8d],
    ["Delete", 0, 0xffff],
    ["Delete", 3, 0xff9f],
    ["7", 0, 0x37],
    ["7", 3, 0xffb7],
    ["Home", 3, 0xff95],
    ["Clear", 3, 0xff9d],
    [",", 3, 0xffac],
    ["Shift", 1, 0xffe1],
    ["Shift", 2, 0xffe2],
    ["Control", 0, 0xffe3],
    ["Alt", 2, 0xffea],
    ["AltGraph", 2, 0xfe03],
    ["Meta", 1, 0xffeb],
    ["F1", 0, 0xffbe],
    ["F12", 0, 0xffc9],
    ["F35", 0, 0xffe0],
    ["ArrowLeft", 0, 0xff51],
    ["AudioVolumeUp", 0, 0x1008ff13],
  ])("%s at location %d is 0x%s", (key, location, keysym) => {
    expect(keysymOf({ key, location })).toBe(keysym);
  });

  it.each(["CapsLock", "NumLock", "Dead", "Unidentified", "Process", "Fn", "F36", "F0", "constructor"])(
    "%s has none",
    key => {
      expect(keysymOf({ key, location: 0 })).toBeUndefined();
    },
  );
});

describe("keysymOfCharacter", () => {
  it("gives every printable character a keysym of its own, which says the character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1, maxLength: 1 }), character => {
        const point = character.codePointAt(0) ?? 0;
        fc.pre(point >= 0xa0);
        const keysym = keysymOfCharacter(character) ?? 0;
        expect(keysym >= 0x01000000 ? keysym - 0x01000000 : keysym).toBe(point);
        expect(keysym >= 0x01000000).toBe(point > 0xff);
      }),
    );
  });

  it("reads line ends and tabs as keys, and no other control character", () => {
    expect(["\n", "\r", "\t", "\u0001", "\u0085"].map(keysymOfCharacter)).toEqual([
      0xff0d,
      0xff0d,
      0xff09,
      undefined,
      undefined,
    ]);
  });
});
