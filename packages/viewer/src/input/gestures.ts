import { type PageMessage, TOUCH_PHASE } from "@porthole/protocol";
import { KEYSYM } from "./keysyms.ts";

/** How fingers are taken: as a mouse where they are, as a trackpad that moves the pointer, or as fingers by the application. */
export type TouchMode = "gestures" | "trackpad" | "touch";

/** One finger at a moment; CSS pixels of the window, milliseconds. */
export type Finger = { id: number; x: number; y: number; time: number };

/** What gestures need; `delay` gives back how to call it off. */
export type GestureEvents = {
  send(message: PageMessage): void;
  desktopPoint(x: number, y: number): { x: number; y: number } | undefined;
  delay(done: () => void, milliseconds: number): () => void;
  mode(): TouchMode;
};

/** Fingers in, messages out. */
export type Gestures = {
  down(finger: Finger): void;
  move(finger: Finger): void;
  /** `cancelled` where the browser took the finger away. */
  up(finger: Finger, cancelled?: boolean): void;
};

/** CSS pixels a finger may shake without moving. */
const SHAKE = 10;
/** Milliseconds after which a finger that stays is a right click, and within which one that leaves is a click. */
const LONG = 500;
/** CSS pixels that two fingers part before it is a pinch, and of each step of it. */
const PINCH = 24;
/** 120ths of a wheel's notch to a CSS pixel. */
const WHEEL = 120 / 100;
/** Desktop pixels of a trackpad to a CSS pixel. */
const SPEED = 1.6;
const NOTCH = 120;
const BUTTON = { left: 1, middle: 2, right: 3 } as const;

/** Makes of touches what a mouse does, or passes them on as they are. */
export function gesturesOf({ send, desktopPoint, delay, mode }: GestureEvents): Gestures {
  const fingers = new Map<number, { start: Finger; now: Finger; slot: number }>();
  let stage: "idle" | "undecided" | "drag" | "scroll" | "pinch" | "done" = "idle";
  /** Most fingers of this gesture. */
  let most = 0;
  let callOff = () => {};
  let spread = 0;
  let middle = { x: 0, y: 0 };
  let rest = { x: 0, y: 0 };

  function click(at: Finger, button: number): void {
    const point = desktopPoint(at.x, at.y);
    if (!point) {
      return;
    }
    if (mode() === "trackpad") {
      send({ kind: "press", button, down: true });
      send({ kind: "press", button, down: false });
      return;
    }
    send({ kind: "button", ...point, button, down: true });
    send({ kind: "button", ...point, button, down: false });
  }

  function button(at: Finger, down: boolean): void {
    const point = desktopPoint(at.x, at.y);
    if (point) {
      send({ kind: "button", ...point, button: BUTTON.left, down });
    }
  }

  function centre(): { x: number; y: number } {
    const all = [...fingers.values()];
    const sum = (axis: "x" | "y") => all.reduce((total, { now }) => total + now[axis], 0) / all.length;
    return { x: sum("x"), y: sum("y") };
  }

  function distance(): number {
    const [a, b] = [...fingers.values()];
    return a && b ? Math.hypot(a.now.x - b.now.x, a.now.y - b.now.y) : 0;
  }

  function onLong(): void {
    const [only] = fingers.values();
    if (stage === "undecided" && fingers.size === 1 && only) {
      stage = "done";
      click(only.now, BUTTON.right);
    }
  }

  /** The wheel below the fingers; those on a trackpad are not where the pointer is. */
  function turned(point: { x: number; y: number }, dx: number, dy: number): PageMessage {
    return mode() === "trackpad" ? { kind: "turn", dx, dy } : { kind: "wheel", ...point, dx, dy };
  }

  function wheel(at: { x: number; y: number }, dx: number, dy: number): void {
    const point = desktopPoint(at.x, at.y);
    rest = { x: rest.x + dx, y: rest.y + dy };
    const whole = { dx: Math.trunc(rest.x), dy: Math.trunc(rest.y) };
    rest = { x: rest.x - whole.dx, y: rest.y - whole.dy };
    if (point && (whole.dx !== 0 || whole.dy !== 0)) {
      send(turned(point, whole.dx, whole.dy));
    }
  }

  function pinch(): void {
    const point = desktopPoint(middle.x, middle.y);
    const steps = Math.trunc((distance() - spread) / PINCH);
    if (!point || steps === 0) {
      return;
    }
    spread += steps * PINCH;
    send({ kind: "key", keysym: KEYSYM.Control_L, down: true, code: "ControlLeft" });
    send(turned(point, 0, -steps * NOTCH));
    send({ kind: "key", keysym: KEYSYM.Control_L, down: false, code: "ControlLeft" });
  }

  function moveOne(before: Finger, start: Finger, now: Finger): void {
    const far = Math.hypot(now.x - start.x, now.y - start.y) > SHAKE;
    if (mode() === "trackpad") {
      if (stage === "undecided" && far) {
        stage = "drag";
      }
      if (stage === "drag") {
        rest = { x: rest.x + (now.x - before.x) * SPEED, y: rest.y + (now.y - before.y) * SPEED };
        const way = { dx: Math.trunc(rest.x), dy: Math.trunc(rest.y) };
        rest = { x: rest.x - way.dx, y: rest.y - way.dy };
        send({ kind: "moveBy", ...way });
      }
      return;
    }
    if (stage === "undecided" && far) {
      stage = "drag";
      button(start, true);
    }
    const point = desktopPoint(now.x, now.y);
    if (stage === "drag" && point) {
      send({ kind: "move", ...point });
    }
  }

  function moveTwo(): void {
    const now = centre();
    if (stage === "undecided") {
      if (Math.abs(distance() - spread) > PINCH) {
        stage = "pinch";
      } else if (Math.hypot(now.x - middle.x, now.y - middle.y) > SHAKE) {
        stage = "scroll";
      }
    }
    if (stage === "pinch") {
      pinch();
    } else if (stage === "scroll") {
      // What is under the fingers goes with them.
      wheel(now, (middle.x - now.x) * WHEEL, (middle.y - now.y) * WHEEL);
      middle = now;
    }
  }

  function pass(finger: Finger, phase: number): void {
    const slot = fingers.get(finger.id)?.slot;
    const point = desktopPoint(finger.x, finger.y);
    if (slot !== undefined && point) {
      send({ kind: "touch", finger: slot, phase, ...point });
    }
  }

  function free(): number {
    const taken = new Set([...fingers.values()].map(({ slot }) => slot));
    return [...taken, 0].reduce(slot => (taken.has(slot) ? slot + 1 : slot), 0);
  }

  return {
    down(finger) {
      callOff();
      fingers.set(finger.id, { start: finger, now: finger, slot: free() });
      if (mode() === "touch") {
        pass(finger, TOUCH_PHASE.begin);
        return;
      }
      most = fingers.size === 1 ? 1 : Math.max(most, fingers.size);
      if (fingers.size === 1) {
        stage = "undecided";
        callOff = delay(onLong, LONG);
      } else if (stage === "drag" && mode() === "gestures") {
        // A second finger in the middle of a drag changes nothing.
        return;
      } else {
        stage = "undecided";
      }
      middle = centre();
      spread = distance();
      rest = { x: 0, y: 0 };
    },
    move(finger) {
      const known = fingers.get(finger.id);
      if (!known) {
        return;
      }
      const before = known.now;
      known.now = finger;
      if (mode() === "touch") {
        pass(finger, TOUCH_PHASE.move);
      } else if (fingers.size === 1 && most === 1) {
        moveOne(before, known.start, finger);
      } else if (fingers.size === 2 && stage !== "drag") {
        moveTwo();
      }
    },
    up(finger, cancelled = false) {
      const known = fingers.get(finger.id);
      if (!known) {
        return;
      }
      if (mode() === "touch") {
        pass(finger, TOUCH_PHASE.end);
        fingers.delete(finger.id);
        return;
      }
      fingers.delete(finger.id);
      callOff();
      if (stage === "drag" && mode() === "gestures" && fingers.size === 0) {
        button(finger, false);
      }
      if (fingers.size > 0) {
        return;
      }
      if (stage === "undecided" && !cancelled && finger.time - known.start.time < LONG) {
        click(known.start, [BUTTON.left, BUTTON.right, BUTTON.middle][most - 1] ?? BUTTON.left);
      }
      stage = "idle";
    },
  };
}
