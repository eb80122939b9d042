import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Keyboard } from "./keyboard.ts";
import { Keymap } from "./keymap.ts";

const SHIFT = 0xffe1;
const CONTROL = 0xffe3;
const rows = [
  [0x31, 0x21, 0x31, 0x21],
  [0x61, 0x41, 0x61, 0x41],
  [SHIFT, 0, SHIFT, 0],
  [CONTROL, 0, CONTROL, 0],
  [0xff09, 0xfe20, 0, 0],
  [0, 0, 0, 0],
  [0, 0, 0, 0],
  [0x20, 0, 0x20, 0],
  [0xff95, 0xffb7, 0xff95, 0xffb7],
];

const hex = (keysym: number) => keysym.toString(16);

function keyboard() {
  const log: string[] = [];
  const down = new Set<number>();
  const board = new Keyboard(new Keymap(10, rows), {
    key(keycode, isDown) {
      log.push(`${keycode}${isDown ? "↓" : "↑"}`);
      isDown ? down.add(keycode) : down.delete(keycode);
    },
    bind: (keycode, ...pair) => log.push(`${keycode}=${[...new Set(pair)].map(hex).join("/")}`),
    lock: ({ caps, num }) => log.push(`caps ${caps}, num ${num}`),
  });
  return { board, log, down };
}

describe("Keyboard", () => {
  it("holds plain keys down", () => {
    const { board, log } = keyboard();
    board.press(0x61);
    board.press(0x61);
    board.release(0x61);
    board.release(0x61);
    expect(log).toEqual(["11↓", "11↑"]);
  });

  it("uses the Shift that is held", () => {
    const { board, log } = keyboard();
    board.press(SHIFT);
    board.press(0x41);
    board.release(0x41);
    board.release(SHIFT);
    expect(log).toEqual(["12↓", "11↓", "11↑", "12↑"]);
  });

  it("presses or lifts Shift for the moment where the page's layout differs", () => {
    const { board, log } = keyboard();
    board.press(0x21);
    expect(log.splice(0)).toEqual(["12↓", "10↓", "10↑", "12↑"]);
    board.press(SHIFT);
    board.press(0x31);
    expect(log).toEqual(["12↓", "12↑", "10↓", "10↑", "12↓"]);
  });

  it("leaves Shift alone for keys that write nothing", () => {
    const { board, log } = keyboard();
    board.press(SHIFT);
    board.press(0xff09);
    expect(log).toEqual(["12↓", "14↓"]);
  });

  it("binds what the layout lacks to a spare key and takes it back", () => {
    const { board, log } = keyboard();
    board.press(0x010020ac);
    board.release(0x010020ac);
    board.press(0x010020ac);
    board.reset();
    expect(log).toEqual(["16=10020ac", "16↓", "16↑", "16↓", "16↑", "16=0"]);
  });

  it("binds a letter with its capital, so that one key does for both", () => {
    const { board, log } = keyboard();
    board.press(0x01000416);
    board.press(0x01000436);
    board.release(0x01000436);
    expect(log).toEqual(["16=1000436/1000416", "12↓", "16↓", "16↑", "12↑", "16↓", "16↑"]);
  });

  it("presses what was bound anew, whatever an older map says", () => {
    const { board, log } = keyboard();
    for (const keysym of [0x010020ac, 0x01002260, 0x01002264]) {
      board.press(keysym);
      board.release(keysym);
    }
    const old = [...rows];
    old[6] = [0x010020ac, 0x010020ac, 0, 0];
    board.replaceMap(new Keymap(10, old));
    log.length = 0;
    board.press(0x01002264);
    expect(log[0]).toMatch(/=1002264$/);
  });

  it("keeps Shift for keys on which it changes nothing: Shift and Space stay what they are", () => {
    const { board, log } = keyboard();
    board.press(SHIFT);
    board.press(0x20);
    board.release(0x20);
    board.press(0x010020ac);
    expect(log).toEqual(["12↓", "17↓", "17↑", "16=10020ac", "16↓"]);
  });

  it("follows the page's locks, and writes what is meant whatever the server's are", () => {
    const { board, log } = keyboard();
    board.setLocks({ caps: true, num: true });
    board.setLocks({ caps: true, num: true });
    board.press(0x41);
    board.release(0x41);
    board.press(0xffb7);
    board.release(0xffb7);
    expect(log.splice(0)).toEqual(["caps true, num true", "11↓", "11↑", "18↓", "18↑"]);
    board.press(0x61);
    board.press(0xff95);
    expect(log.splice(0)).toEqual(["12↓", "11↓", "11↑", "12↑", "12↓", "18↓", "18↑", "12↑"]);
    board.press(0x01000436);
    expect(log.splice(0)).toEqual([
      "16=1000436/1000416",
      "caps false, num true",
      "16↓",
      "16↑",
      "caps true, num true",
    ]);
    board.onLocks({ caps: false, num: false });
    board.press(0xffb7);
    expect(log).toEqual(["12↓", "18↓", "18↑", "12↑"]);
  });

  it("never binds modifiers or locks", () => {
    const { board, log } = keyboard();
    for (const keysym of [0xfe03, 0xffe5, 0xff7f, 0xffeb]) {
      board.press(keysym);
    }
    expect(log).toEqual([]);
  });

  it("lets go of what the page no longer holds", () => {
    const { board, log } = keyboard();
    board.press(CONTROL);
    board.press(0x61);
    board.keep(new Set([CONTROL]));
    expect(log.at(-1)).toBe("11↑");
    expect(board.down).toEqual([CONTROL]);
  });

  it("leaves no key down after a reset, whatever came before", () => {
    const keysym = fc.constantFrom(
      0x31,
      0x21,
      0x61,
      0x41,
      SHIFT,
      CONTROL,
      0xff09,
      0x010020ac,
      0x0101f600,
      0x3b1,
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(keysym, fc.boolean())), steps => {
        const { board, down } = keyboard();
        for (const [key, press] of steps) {
          press ? board.press(key) : board.release(key);
        }
        board.reset();
        expect([...down]).toEqual([]);
      }),
    );
  });
});
