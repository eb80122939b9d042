import { describe, expect, it } from "vitest";
import { CaretGuess } from "./caret.ts";

const BACKSPACE = 0xff08;
const DOWN = 0xff54;

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

  it("is not what changes long after a key, what is large, nor what a key changes that does not write", () => {
    const guess = new CaretGuess();
    guess.key(0x61, 1000);
    expect(guess.changed([{ x: 0, y: 0, width: 800, height: 300 }], 1010)).toBe(false);
    expect(guess.changed([{ x: 40, y: 20, width: 10, height: 16 }], 5000)).toBe(false);
    guess.key(DOWN, 6000);
    expect(guess.changed([{ x: 40, y: 20, width: 10, height: 16 }], 6010)).toBe(false);
  });
});
