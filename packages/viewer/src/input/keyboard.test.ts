import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Key, type Keyboard, keyboardOf, type Platform } from "./keyboard.ts";

let sent: string[];
let keyboard: Keyboard;
let now = 0;

function use(platform: Platform): void {
  sent = [];
  keyboard = keyboardOf(platform, {
    send: message =>
      sent.push(
        message.kind === "held"
          ? `held ${message.keysyms.join(",")}`
          : `${message.down ? "+" : "-"}${message.keysym.toString(16)}${message.code && ` ${message.code}`}`,
      ),
    delay: (done, milliseconds) => void setTimeout(done, milliseconds),
  });
}

function key(name: string, code: string, more: Partial<Key> = {}): Key {
  const location = code.startsWith("Numpad") ? 3 : code.endsWith("Right") ? 2 : code.endsWith("Left") ? 1 : 0;
  return {
    key: name,
    code,
    keyCode: 0,
    location,
    timeStamp: now,
    repeat: false,
    isComposing: false,
    metaKey: false,
    ctrlKey: false,
    altKey: false,
    ...more,
  };
}

beforeEach(() => {
  vi.useFakeTimers();
  now = 1000;
});
afterEach(() => {
  vi.useRealTimers();
});

describe("everywhere", () => {
  beforeEach(() => use("other"));

  it("means the Latin letter with Control where a keyboard's letters are others, and never without", () => {
    keyboard.down(key("с", "KeyC", { ctrlKey: true }));
    keyboard.down(key("м", "KeyV"));
    keyboard.down(key("ą", "KeyA", { ctrlKey: true, altKey: true }));
    expect(sent).toEqual(["+63 KeyC", "+100043c KeyV", "+1000105 KeyA"]);
  });

  it("releases the keysym it pressed, though Shift has changed the character since", () => {
    keyboard.down(key("Shift", "ShiftLeft"));
    keyboard.down(key("A", "KeyA"));
    keyboard.up(key("Shift", "ShiftLeft"));
    keyboard.up(key("a", "KeyA"));
    expect(sent).toEqual(["+ffe1 ShiftLeft", "+41 KeyA", "-ffe1 ShiftLeft", "-41 KeyA"]);
    expect(keyboard.held()).toEqual([]);
  });

  it("lets repeats through with the keysym of the press", () => {
    keyboard.down(key("a", "KeyA"));
    keyboard.down(key("A", "KeyA", { repeat: true }));
    expect(sent).toEqual(["+61 KeyA", "+61 KeyA"]);
    expect(keyboard.held()).toEqual([0x61]);
  });

  it("leaves composition, dead keys and locks to the browser", () => {
    for (const event of [
      key("a", "KeyA", { isComposing: true }),
      key("Process", "KeyA"),
      key("Dead", "BracketLeft"),
      key("CapsLock", "CapsLock"),
      key("Unidentified", ""),
    ]) {
      expect(keyboard.down(event)).toBe(false);
    }
    expect(sent).toEqual([]);
  });

  it("types text that came without keys", () => {
    keyboard.type("é\r\n€😀");
    expect(sent).toEqual(["+e9", "-e9", "+ff0d", "-ff0d", "+10020ac", "-10020ac", "+101f600", "-101f600"]);
  });

  it("releases all with one message and no more for the keys that were down", () => {
    keyboard.down(key("a", "KeyA"));
    keyboard.release();
    expect(keyboard.up(key("a", "KeyA"))).toBe(false);
    expect(sent).toEqual(["+61 KeyA", "held "]);
  });

  it("tells keys without a code apart by name", () => {
    keyboard.down(key("Enter", ""));
    keyboard.up(key("Enter", ""));
    expect(sent).toEqual(["+ff0d", "-ff0d"]);
  });
});

describe("on Windows", () => {
  beforeEach(() => use("windows"));

  it("takes Control and AltGraph for one AltGr", () => {
    keyboard.down(key("Control", "ControlLeft"));
    now += 3;
    keyboard.down(key("AltGraph", "AltRight"));
    keyboard.down(key("@", "KeyQ"));
    keyboard.up(key("@", "KeyQ"));
    keyboard.up(key("Control", "ControlLeft"));
    keyboard.up(key("AltGraph", "AltRight"));
    vi.runAllTimers();
    expect(sent).toEqual(["+fe03 AltRight", "+40 KeyQ", "-40 KeyQ", "-fe03 AltRight"]);
  });

  it("keeps a Control that was down long before", () => {
    keyboard.down(key("Control", "ControlLeft"));
    vi.advanceTimersByTime(150);
    now += 150;
    keyboard.down(key("AltGraph", "AltRight"));
    expect(sent).toEqual(["+ffe3 ControlLeft", "+fe03 AltRight"]);
  });

  it("sends Control before the key it goes with, and once", () => {
    keyboard.down(key("Control", "ControlLeft"));
    keyboard.down(key("c", "KeyC"));
    keyboard.down(key("Control", "ControlLeft", { repeat: true }));
    vi.runAllTimers();
    keyboard.up(key("Control", "ControlLeft"));
    expect(sent).toEqual(["+ffe3 ControlLeft", "+63 KeyC", "+ffe3 ControlLeft", "-ffe3 ControlLeft"]);
  });

  it("sends a Control that is only tapped", () => {
    keyboard.down(key("Control", "ControlLeft"));
    keyboard.up(key("Control", "ControlLeft"));
    vi.runAllTimers();
    expect(sent).toEqual(["+ffe3 ControlLeft", "-ffe3 ControlLeft"]);
  });

  it("releases both Shift keys with one", () => {
    keyboard.down(key("Shift", "ShiftLeft"));
    keyboard.down(key("Shift", "ShiftRight"));
    keyboard.up(key("Shift", "ShiftRight"));
    expect(keyboard.held()).toEqual([]);
  });
});

describe("on macOS", () => {
  beforeEach(() => use("mac"));

  it("makes Command Control, and releases what it is used with at once", () => {
    keyboard.down(key("Meta", "MetaLeft", { metaKey: true }));
    keyboard.down(key("c", "KeyC", { metaKey: true }));
    keyboard.up(key("Meta", "MetaLeft"));
    expect(sent).toEqual(["+ffe3 MetaLeft", "+63 KeyC", "-63 KeyC", "-ffe3 MetaLeft"]);
    expect(keyboard.held()).toEqual([]);
  });

  it("lets Option choose a character without a word of Alt", () => {
    keyboard.down(key("Alt", "AltLeft"));
    keyboard.down(key("@", "KeyL"));
    keyboard.up(key("@", "KeyL"));
    keyboard.up(key("Alt", "AltLeft"));
    expect(sent).toEqual(["+40 KeyL", "-40 KeyL"]);
  });

  it("makes Option Alt beside a key without a character", () => {
    keyboard.down(key("Alt", "AltLeft"));
    keyboard.down(key("ArrowLeft", "ArrowLeft"));
    keyboard.up(key("ArrowLeft", "ArrowLeft"));
    keyboard.up(key("Alt", "AltLeft"));
    expect(sent).toEqual(["+ffe9 AltLeft", "+ff51 ArrowLeft", "-ff51 ArrowLeft", "-ffe9 AltLeft"]);
  });
});
