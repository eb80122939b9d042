import { describe, expect, it } from "vitest";
import { Effects } from "./effects.ts";
import { AT_REST, changesFor, firstFor, type PadState } from "./pad-state.ts";

const WIDE = { kind: "events", word: 8 } as const;
const NARROW = { kind: "events", word: 4 } as const;

/** Type, code and value of each `struct input_event`. */
function eventsIn(bytes: Buffer, word: 4 | 8): [number, number, number][] {
  const size = 2 * word + 8;
  return Array.from({ length: bytes.length / size }, (_, i) => {
    const at = i * size + 2 * word;
    return [bytes.readUInt16LE(at), bytes.readUInt16LE(at + 2), bytes.readInt32LE(at + 4)];
  });
}

describe("a gamepad", () => {
  const state: PadState = { ...AT_REST, buttons: (1 << 0) | (1 << 12), leftX: -32767, rightTrigger: 200 };

  it.each([WIDE, NARROW])(
    "tells programs of $word bytes a word what has changed, and that it is all",
    view => {
      expect(eventsIn(changesFor(view, AT_REST, state, 1_700_000_000_123), view.word)).toEqual([
        [1, 0x130, 1],
        [3, 0, -32767],
        [3, 5, 200],
        [3, 0x11, -1],
        [0, 0, 0],
      ]);
      expect(changesFor(view, state, state, 0)).toHaveLength(0);
    },
  );

  it("presses a trigger all the way where the page knows only that it is pressed", () => {
    expect(eventsIn(changesFor(WIDE, AT_REST, { ...AT_REST, buttons: 1 << 6 }, 0), 8)[0]).toEqual([
      3, 2, 255,
    ]);
  });

  it("tells a joystick's program first how everything is", () => {
    const bytes = firstFor({ kind: "joystick" }, state, 5);
    expect(bytes.length).toBe(8 * 19);
    const all = Array.from({ length: 19 }, (_, i) => [
      bytes.readUInt8(8 * i + 6),
      bytes.readUInt8(8 * i + 7),
      bytes.readInt16LE(8 * i + 4),
    ]);
    expect(all).toContainEqual([0x81, 0, 1]);
    expect(all).toContainEqual([0x82, 0, -32767]);
    expect(all).toContainEqual([0x82, 2, -32767]);
    expect(all).toContainEqual([0x82, 7, -32767]);
  });
});

describe("effects", () => {
  /** A record as native/pads.c sends it. */
  function record(type: number, code: number, value: number, motors: readonly number[] = []): Buffer {
    const bytes = Buffer.alloc(24);
    for (const [i, word] of motors.entries()) {
      bytes.writeUInt16LE(word, 2 * i);
    }
    bytes.writeUInt16LE(type, 16);
    bytes.writeUInt16LE(code, 18);
    bytes.writeInt32LE(value, 20);
    return bytes;
  }

  it("play what was uploaded, so long and so often, and stop", () => {
    const effects = new Effects(8);
    expect(effects.take(record(0x7ffe, 3, 0, [40_000, 20_000, 250]))).toBeUndefined();
    expect(effects.take(record(0x15, 3, 2))).toEqual({ strong: 40_000, weak: 20_000, duration: 500 });
    expect(effects.take(record(0x15, 3, 0))).toEqual({ strong: 0, weak: 0, duration: 0 });
    expect(effects.take(record(0x15, 9, 1))).toBeUndefined();
  });

  it("follow the gain, and come in any pieces", () => {
    const effects = new Effects(8);
    const bytes = Buffer.concat([
      record(0x7ffe, 0, 0, [65_535, 0, 0]),
      record(0x15, 0x60, 32_768),
      record(0x15, 0, 1),
    ]);
    expect(effects.take(bytes.subarray(0, 30))).toBeUndefined();
    expect(effects.take(bytes.subarray(30))).toEqual({ strong: 32_768, weak: 0, duration: 65_535 });
    expect(effects.take(record(0x7ffd, 0, 0))).toEqual({ strong: 0, weak: 0, duration: 0 });
  });
});
