import { describe, expect, it } from "vitest";
import { CaretGuess } from "./caret.ts";

const BACKSPACE = 0xff08;
const HOME = 0xff50;
const RIGHT = 0xff53;
const DOWN = 0xff54;
const END = 0xff57;

describe("the caret", () => {
  it("is what blinks, once it has done so twice", () => {
    const guess = new CaretGuess();
    const blink = [{ x: 40, y: 20, width: 1, height: 17 }];
    expect(guess.changed(blink, 1000)).toBe(false);
    expect(guess.changed(blink, 1600)).toBe(true);
    expect(guess.caret).toEqual({ x: 40, y: 20, height: 17 });
    expect(guess.changed(blink, 2200)).toBe(false);
  });

  it("is what comes alone after a press", () => {
    const guess = new CaretGuess();
    guess.press(1000);
    expect(guess.changed([{ x: 71, y: 20, width: 2, height: 17 }], 1020)).toBe(true);
    expect(guess.caret).toEqual({ x: 71, y: 20, height: 17 });
  });

  it("is told of again after a press that leaves it where it is", () => {
    const guess = new CaretGuess();
    const blink = [{ x: 71, y: 20, width: 1, height: 17 }];
    guess.press(1000);
    expect(guess.changed(blink, 1020)).toBe(true);
    guess.press(3000);
    expect(guess.changed(blink, 3020)).toBe(true);
    expect(guess.changed(blink, 3620)).toBe(false);
  });

  it("is at the end of what was typed, however many characters come at once", () => {
    const guess = new CaretGuess();
    guess.key(0x61, 1000);
    guess.changed([{ x: 40, y: 20, width: 10, height: 16 }], 1020);
    expect(guess.caret).toEqual({ x: 49, y: 20, height: 16 });
    for (const _ of "日本語") {
      guess.key(0x010065e5, 2000);
    }
    guess.changed([{ x: 49, y: 20, width: 49, height: 16 }], 2020);
    expect(guess.caret).toEqual({ x: 97, y: 20, height: 16 });
  });

  it("is near the begin of what moves when something is typed in the midst of a line", () => {
    const guess = new CaretGuess();
    guess.key(0x61, 1000);
    guess.changed([{ x: 40, y: 20, width: 300, height: 16 }], 1020);
    expect(guess.caret).toEqual({ x: 48, y: 20, height: 16 });
  });

  it("is where what was erased began", () => {
    const guess = new CaretGuess();
    guess.key(BACKSPACE, 1000);
    guess.changed([{ x: 40, y: 20, width: 10, height: 16 }], 1020);
    expect(guess.caret).toEqual({ x: 40, y: 20, height: 16 });
  });

  it("is in the line it was in, where others change as well", () => {
    const guess = new CaretGuess();
    guess.key(0x61, 1000);
    guess.changed([{ x: 40, y: 320, width: 10, height: 16 }], 1020);
    guess.key(0x61, 1100);
    guess.changed(
      [
        { x: 900, y: 5, width: 40, height: 16 },
        { x: 49, y: 320, width: 10, height: 16 },
      ],
      1120,
    );
    expect(guess.caret).toEqual({ x: 58, y: 320, height: 16 });
  });

  it("is left of its block, once the block was seen twice", () => {
    const guess = new CaretGuess();
    const typed = (x: number, width: number, now: number) => {
      guess.key(0x61, now);
      guess.changed([{ x, y: 21, width, height: 13 }], now + 5);
      return guess.caret;
    };
    expect(typed(62, 12, 1000)).toEqual({ x: 73, y: 21, height: 13 });
    expect(typed(68, 12, 2000)).toEqual({ x: 74, y: 21, height: 13 });
    expect(typed(74, 18, 3000)).toEqual({ x: 86, y: 21, height: 13 });
    guess.key(RIGHT, 4000);
    guess.changed([{ x: 86, y: 21, width: 12, height: 13 }], 4005);
    expect(guess.caret?.x).toBe(92);
  });

  it("is left of its block as well where the block is seen a moment after what was typed", () => {
    const guess = new CaretGuess();
    const typed = (now: number, ...boxes: [x: number, width: number][]) => {
      guess.key(0x61, now);
      for (const [x, width] of boxes) {
        guess.changed([{ x, y: 21, width, height: 13 }], now + 5);
      }
      return guess.caret?.x;
    };
    typed(1000, [62, 12]);
    expect(typed(2000, [68, 12])).toBe(74);
    expect(typed(3000, [74, 6], [80, 6])).toBe(80);
    expect(typed(4000, [80, 12])).toBe(86);
    expect(typed(5000, [86, 18])).toBe(98);
  });

  it("is where the begin and the end of the line are", () => {
    const guess = new CaretGuess();
    guess.press(1000);
    guess.changed([{ x: 400, y: 20, width: 1, height: 17 }], 1100);
    guess.key(HOME, 2000);
    guess.changed([{ x: 40, y: 20, width: 361, height: 17 }], 2010);
    expect(guess.caret).toEqual({ x: 40, y: 20, height: 17 });
    guess.key(END, 3000);
    guess.changed(
      [
        { x: 40, y: 20, width: 2, height: 17 },
        { x: 500, y: 20, width: 2, height: 17 },
      ],
      3010,
    );
    guess.changed([{ x: 500, y: 20, width: 2, height: 17 }], 3600);
    expect(guess.caret?.x).toBe(500);
  });

  it("is in the line that it goes up or down to", () => {
    const guess = new CaretGuess();
    guess.press(1000);
    guess.changed([{ x: 143, y: 283, width: 1, height: 18 }], 1100);
    guess.key(DOWN, 2000);
    guess.changed([{ x: 143, y: 283, width: 3, height: 36 }], 2010);
    expect(guess.caret).toEqual({ x: 143, y: 301, height: 18 });
    guess.changed([{ x: 145, y: 301, width: 1, height: 18 }], 2600);
    expect(guess.caret).toEqual({ x: 145, y: 301, height: 18 });
  });

  it("is no title and no word count that tells of a key", () => {
    const guess = new CaretGuess();
    guess.press(1000);
    guess.changed([{ x: 131, y: 283, width: 1, height: 17 }], 1100);
    for (const [i, x] of [140, 148, 156].entries()) {
      const now = 2000 + i * 100;
      guess.key(0x61, now);
      guess.changed([{ x: x - 9, y: 283, width: 9, height: 17 }], now + 5);
      guess.changed([{ x: 127 + i * 10, y: 683, width: 132, height: 11 }], now + 40);
      guess.changed([{ x: 430, y: 5, width: 3, height: 9 }], now + 45);
      expect(guess.caret).toMatchObject({ y: 283, height: 17 });
    }
    expect(guess.caret?.x).toBe(155);
  });

  it("is in another window, where what is typed goes on there", () => {
    const guess = new CaretGuess();
    guess.press(1000);
    guess.changed([{ x: 131, y: 483, width: 1, height: 17 }], 1100);
    guess.key(0x61, 2000);
    expect(guess.changed([{ x: 40, y: 20, width: 9, height: 16 }], 2010)).toBe(false);
    guess.key(0x61, 2100);
    expect(guess.changed([{ x: 48, y: 20, width: 9, height: 16 }], 2110)).toBe(true);
    expect(guess.caret).toEqual({ x: 56, y: 20, height: 16 });
  });

  it("is at the end of a line that is drawn anew from its begin", () => {
    const guess = new CaretGuess();
    guess.key(0x61, 1000);
    guess.changed([{ x: 100, y: 129, width: 10, height: 19 }], 1020);
    guess.key(0x010065e5, 2000);
    guess.changed([{ x: 26, y: 132, width: 100, height: 20 }], 2020);
    expect(guess.caret).toEqual({ x: 125, y: 132, height: 20 });
  });

  it("is not what changes long after a key, what is large, nor what a key changes that does not write", () => {
    const guess = new CaretGuess();
    guess.key(0x61, 1000);
    expect(guess.changed([{ x: 0, y: 0, width: 800, height: 300 }], 1010)).toBe(false);
    expect(guess.changed([{ x: 40, y: 20, width: 10, height: 16 }], 5000)).toBe(false);
    guess.key(DOWN, 6000);
    expect(guess.changed([{ x: 40, y: 20, width: 10, height: 16 }], 6010)).toBe(false);
  });
});
