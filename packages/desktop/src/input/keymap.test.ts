import { describe, expect, it } from "vitest";
import { casePair, isModifier, isPrinting, KEYSYM, Keymap, SpareKeys } from "./keymap.ts";

const rows = [
  [0, 0, 0, 0, 0, 0],
  [0x31, 0x21, 0x31, 0x21, 0xb9, 0xa1],
  [0x61, 0x41, 0x61, 0x41, 0, 0],
  [0xffe1, 0, 0xffe1, 0, 0, 0],
  [0, 0, 0, 0, 0, 0],
];

describe("Keymap", () => {
  const map = new Keymap(8, rows);

  it("finds every level", () => {
    expect(map.find(0x61)).toEqual({ keycode: 10, shift: false, level3: false, lock: "caps" });
    expect(map.find(0x41)).toEqual({ keycode: 10, shift: true, level3: false, lock: "caps" });
    expect(map.find(0xb9)).toEqual({ keycode: 9, shift: false, level3: true, lock: undefined });
    expect(map.find(0xa1)).toEqual({ keycode: 9, shift: true, level3: true, lock: undefined });
    expect(map.find(0x20ac)).toBeUndefined();
  });

  it("finds what the layout names in an older way", () => {
    const russian = new Keymap(8, [
      [0x6c6, 0x6e6],
      [0x20ac, 0],
      [0x010000e4, 0],
    ]);
    expect(russian.find(0x01000444)).toEqual({ keycode: 8, shift: false, level3: false, lock: "caps" });
    expect(russian.find(0x01000424)).toEqual({ keycode: 8, shift: true, level3: false, lock: "caps" });
    expect(russian.find(0x010020ac)?.keycode).toBe(9);
    expect(russian.find(0xe4)?.keycode).toBe(10);
  });

  it("says where Shift changes nothing, and which lock does what Shift does", () => {
    const keys = new Keymap(8, [
      [0x20, 0],
      [0xff95, 0xffb7],
      [0xffab, 0xffab],
      [0x32, 0xe9],
    ]);
    expect(keys.find(0x20)?.shift).toBeUndefined();
    expect(keys.find(0xffab)?.shift).toBeUndefined();
    expect(keys.find(0xffb7)).toEqual({ keycode: 9, shift: true, level3: false, lock: "num" });
    expect(keys.find(0xe9)?.lock).toBeUndefined();
  });

  it("looks into the layout that is in use", () => {
    const row = [0x61, 0x41, 0x6c6, 0x6e6, 0, 0, 0, 0];
    expect(new Keymap(8, [row], 1).find(0x01000444)?.keycode).toBe(8);
    expect(new Keymap(8, [row], 1).find(0x61)).toBeUndefined();
    expect(new Keymap(8, [row], 0).find(0x61)?.keycode).toBe(8);
  });

  it("knows which keycodes are free", () => {
    expect(map.spare).toEqual([12, 8]);
  });
});

describe("kinds of keysyms", () => {
  it("tells characters from keys that do something", () => {
    for (const keysym of [0x20, 0x61, 0xe4, 0x6c1, 0x20ac, 0x010020ac, 0x0101f600]) {
      expect(isPrinting(keysym)).toBe(true);
    }
    for (const keysym of [0xff0d, 0xff09, 0xff1b, 0xffe1, 0xff51, 0xfe20, 0x1008ff13]) {
      expect(casePair(keysym)).toEqual([keysym, keysym]);
      expect(isPrinting(keysym)).toBe(false);
    }
    expect(isModifier(KEYSYM.level3Shift)).toBe(true);
    expect(isModifier(0xff0d)).toBe(false);
  });
});

describe("SpareKeys", () => {
  it("hands out, remembers and reuses the oldest that is not held", () => {
    const keys = new SpareKeys([20, 21]);
    expect(keys.bind(1, new Set())).toBe(20);
    expect(keys.bind(2, new Set())).toBe(21);
    expect(keys.find(1)).toBe(20);
    expect(keys.bind(3, new Set())).toBe(21);
    expect(keys.find(2)).toBeUndefined();
    expect(keys.bind(4, new Set([20]))).toBe(21);
    expect(keys.bind(5, new Set([20, 21]))).toBeUndefined();
  });

  it("gives back all but what is held", () => {
    const keys = new SpareKeys([20, 21]);
    keys.bind(1, new Set());
    keys.bind(2, new Set());
    expect(keys.release(new Set([20]))).toEqual([21]);
    expect([...keys.bound]).toEqual([[1, 20]]);
    expect(keys.bind(9, new Set())).toBe(21);
  });
});
