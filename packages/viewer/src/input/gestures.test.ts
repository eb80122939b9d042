import type { PageMessage } from "@porthole/protocol";
import { describe, expect, it } from "vitest";
import { gesturesOf, type TouchMode } from "./gestures.ts";

function hand(mode: TouchMode = "gestures") {
  const sent: PageMessage[] = [];
  let later = () => {};
  const gestures = gesturesOf({
    send: message => sent.push(message),
    desktopPoint: (x, y) => ({ x, y }),
    delay(done) {
      later = done;
      return () => {
        later = () => {};
      };
    },
    mode: () => mode,
  });
  const at = (id: number, x: number, y: number, time = 0) => ({ id, x, y, time });
  return { gestures, sent, at, wait: () => later() };
}

const buttons = (sent: readonly PageMessage[]) =>
  sent.flatMap(message => (message.kind === "button" ? [[message.button, message.down, message.x]] : []));

describe("fingers as a mouse", () => {
  it("click where they tap, with the right button when they stay, with two fingers, and the middle one with three", () => {
    const one = hand();
    one.gestures.down(one.at(1, 50, 60));
    one.gestures.up(one.at(1, 53, 60, 100));
    expect(buttons(one.sent)).toEqual([
      [1, true, 50],
      [1, false, 50],
    ]);
    const long = hand();
    long.gestures.down(long.at(1, 50, 60));
    long.wait();
    long.gestures.up(long.at(1, 50, 60, 900));
    expect(buttons(long.sent).map(([button]) => button)).toEqual([3, 3]);
    for (const [count, button] of [
      [2, 3],
      [3, 2],
    ] as const) {
      const many = hand();
      for (let id = 0; id < count; id++) {
        many.gestures.down(many.at(id, 50 + 40 * id, 60));
      }
      for (let id = 0; id < count; id++) {
        many.gestures.up(many.at(id, 50 + 40 * id, 60, 80));
      }
      expect(buttons(many.sent).map(([which]) => which)).toEqual([button, button]);
    }
  });

  it("drag what they move, and let it go where they leave", () => {
    const { gestures, sent, at, wait } = hand();
    gestures.down(at(1, 10, 10));
    gestures.move(at(1, 15, 10));
    expect(sent).toEqual([]);
    gestures.move(at(1, 40, 10));
    wait();
    gestures.up(at(1, 90, 10, 700));
    expect(buttons(sent)).toEqual([
      [1, true, 10],
      [1, false, 90],
    ]);
    expect(sent).toContainEqual({ kind: "move", x: 40, y: 10 });
  });

  it("turn the wheel with two, and zoom when two part", () => {
    const scroll = hand();
    scroll.gestures.down(scroll.at(1, 100, 100));
    scroll.gestures.down(scroll.at(2, 140, 100));
    for (const y of [90, 80, 70, 50]) {
      scroll.gestures.move(scroll.at(1, 100, y));
      scroll.gestures.move(scroll.at(2, 140, y));
    }
    const dy = scroll.sent.reduce((sum, message) => sum + (message.kind === "wheel" ? message.dy : 0), 0);
    expect(dy).toBe(60);
    const pinch = hand();
    pinch.gestures.down(pinch.at(1, 100, 100));
    pinch.gestures.down(pinch.at(2, 140, 100));
    pinch.gestures.move(pinch.at(2, 190, 100));
    expect(pinch.sent.map(({ kind }) => kind)).toEqual(["key", "wheel", "key"]);
    expect(pinch.sent[1]).toMatchObject({ dx: 0, dy: -240 });
  });
});

it("as a trackpad they move the pointer and click where it is", () => {
  const { gestures, sent, at } = hand("trackpad");
  gestures.down(at(1, 10, 10));
  gestures.move(at(1, 30, 10));
  gestures.up(at(1, 30, 10, 300));
  gestures.down(at(1, 30, 10, 400));
  gestures.up(at(1, 30, 10, 450));
  expect(sent).toEqual([
    { kind: "moveBy", dx: 32, dy: 0 },
    { kind: "press", button: 1, down: true },
    { kind: "press", button: 1, down: false },
  ]);
});

it("as a trackpad two scroll and zoom where the pointer is", () => {
  const { gestures, sent, at } = hand("trackpad");
  gestures.down(at(1, 100, 100));
  gestures.down(at(2, 140, 100));
  for (const y of [90, 80, 70, 50]) {
    gestures.move(at(1, 100, y));
    gestures.move(at(2, 140, y));
  }
  gestures.up(at(1, 100, 50, 800));
  gestures.up(at(2, 140, 50, 800));
  gestures.down(at(1, 100, 100));
  gestures.down(at(2, 140, 100));
  gestures.move(at(2, 190, 100));
  expect(sent.some(({ kind }) => kind === "wheel")).toBe(false);
  const turns = sent.flatMap(message => (message.kind === "turn" ? [message.dy] : []));
  expect(turns.slice(0, -1).reduce((sum, dy) => sum + dy, 0)).toBe(60);
  expect(turns.at(-1)).toBe(-240);
});

it("as fingers they keep their numbers, from 0, and numbers are used again", () => {
  const { gestures, sent, at } = hand("touch");
  gestures.down(at(71, 1, 1));
  gestures.down(at(72, 2, 2));
  gestures.up(at(71, 1, 1));
  gestures.down(at(73, 3, 3));
  gestures.move(at(72, 5, 5));
  expect(sent.map(message => message.kind === "touch" && [message.finger, message.phase])).toEqual([
    [0, 0],
    [1, 0],
    [0, 2],
    [0, 0],
    [1, 1],
  ]);
});
