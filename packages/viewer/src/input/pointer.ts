import type { PageMessage } from "@porthole/protocol";
import { paceOf } from "../pace.ts";
import { buttonChanges } from "./buttons.ts";
import type { Gestures } from "./gestures.ts";
import { penMessage } from "./pen.ts";
import { type WheelLike, wheelOf } from "./wheel.ts";

type Point = { x: number; y: number };

/** What the pointer needs; `desktopPoint` takes CSS pixels of the window. */
export type PointerEvents = {
  send(message: PageMessage): void;
  desktopPoint(x: number, y: number): Point | undefined;
  /** A button or a finger went down on the desktop, at this point in CSS pixels. */
  onPress(x: number, y: number): void;
  /** What fingers do; loaded when the first one comes. */
  gestures(): Promise<Gestures>;
  /** Whether applications are told of pens as such. */
  hasPen(): boolean;
  /** CSS pixels of one desktop pixel. */
  scale(): number;
};

/** The page's pointer. */
export type Pointer = {
  /** Has the browser hold the mouse for the desktop, so that only its moves count; or lets it go. To be called at a gesture. */
  toggleHold(): void;
};

/** Sends what the pointer does on `stage`: at most one move a screen refresh, buttons and wheel at once. */
export function openPointer(
  stage: HTMLElement,
  { send, desktopPoint, onPress, gestures, hasPen, scale }: PointerEvents,
): Pointer {
  const wheel = wheelOf();
  const moves = paceOf<Point>(
    done => void requestAnimationFrame(done),
    point => send({ kind: "move", ...point }),
  );
  let buttons = 0;

  const isHeld = () => document.pointerLockElement === stage;
  /** Desktop pixels that a held mouse has moved by and that have not been sent. */
  let way: Point = { x: 0, y: 0 };
  const ways = paceOf<void>(
    done => void requestAnimationFrame(done),
    () => {
      const [dx, dy] = [Math.trunc(way.x), Math.trunc(way.y)];
      way = { x: way.x - dx, y: way.y - dy };
      if (dx !== 0 || dy !== 0) {
        send({ kind: "moveBy", dx, dy });
      }
    },
  );

  let hands: Gestures | undefined;
  /** What fingers did before their part was loaded. */
  const waiting: ((hands: Gestures) => void)[] = [];

  function touch(act: (hands: Gestures) => void): void {
    if (hands) {
      act(hands);
    } else if (waiting.push(act) === 1) {
      void gestures().then(loaded => {
        hands = loaded;
        for (const one of waiting.splice(0)) {
          one(loaded);
        }
      });
    }
  }

  /** Whether the event is one of a finger or a pen, which are not as a mouse. */
  function isOther(event: PointerEvent): boolean {
    if (event.pointerType === "touch") {
      const finger = { id: event.pointerId, x: event.clientX, y: event.clientY, time: event.timeStamp };
      const { type } = event;
      touch(hand =>
        type === "pointerdown"
          ? hand.down(finger)
          : type === "pointermove"
            ? hand.move(finger)
            : hand.up(finger, type === "pointercancel"),
      );
      return true;
    }
    if (event.pointerType === "pen" && hasPen()) {
      // Between two refreshes a pen says more than one thing, and a line needs all of it.
      const all = event.getCoalescedEvents?.() ?? [];
      for (const one of all.length > 0 ? all : [event]) {
        const point = desktopPoint(one.clientX, one.clientY);
        if (point) {
          send(penMessage(one, point, event.type !== "pointerleave" && event.type !== "pointercancel"));
        }
      }
      return true;
    }
    return false;
  }

  /** Sends what a held mouse does: it has no place of its own. */
  function onHeld(event: PointerEvent): void {
    way = { x: way.x + event.movementX / scale(), y: way.y + event.movementY / scale() };
    ways.push();
    pressWhereItIs(event.buttons);
  }

  function pressWhereItIs(now: number): void {
    const changes = buttonChanges(buttons, now);
    buttons = now;
    if (changes.length > 0) {
      ways.flush();
    }
    for (const change of changes) {
      send({ kind: "press", ...change });
    }
  }

  function onPointer(event: PointerEvent): void {
    if (isOther(event) || !event.isPrimary) {
      return;
    }
    if (isHeld()) {
      onHeld(event);
      return;
    }
    const point = desktopPoint(event.clientX, event.clientY);
    if (!point) {
      return;
    }
    const changes = buttonChanges(buttons, event.buttons);
    buttons = event.buttons;
    if (changes.length === 0) {
      moves.push(point);
      return;
    }
    moves.flush();
    for (const change of changes) {
      send({ kind: "button", ...point, ...change });
    }
  }

  stage.addEventListener("pointerdown", event => {
    // Drags go on beyond the window, and end there. A held mouse leaves nothing.
    if (!isHeld()) {
      stage.setPointerCapture(event.pointerId);
    }
    onPress(event.clientX, event.clientY);
    onPointer(event);
  });
  stage.addEventListener("pointermove", onPointer);
  stage.addEventListener("pointerup", onPointer);
  stage.addEventListener("pointerleave", event => {
    if (event.pointerType === "pen") {
      isOther(event);
    }
  });
  stage.addEventListener("pointercancel", event => {
    if (isOther(event)) {
      return;
    }
    const point = desktopPoint(event.clientX, event.clientY);
    for (const change of point ? buttonChanges(buttons, 0) : []) {
      send({ kind: "button", ...(point as Point), ...change });
    }
    buttons = 0;
  });
  stage.addEventListener(
    "wheel",
    event => {
      event.preventDefault();
      const point = desktopPoint(event.clientX, event.clientY);
      const { dx, dy } = wheel(event as WheelLike);
      if (isHeld() && (dx !== 0 || dy !== 0)) {
        ways.flush();
        send({ kind: "turn", dx, dy });
      } else if (point && (dx !== 0 || dy !== 0)) {
        moves.flush();
        send({ kind: "wheel", ...point, dx, dy });
      }
    },
    { passive: false },
  );
  // Menus, focus changes, middle-click scrolling and history of the browser's own.
  for (const type of ["contextmenu", "mousedown", "mouseup", "auxclick", "dragstart"]) {
    stage.addEventListener(type, event => event.preventDefault());
  }
  document.addEventListener("pointerlockchange", () => {
    moves.flush();
    way = { x: 0, y: 0 };
    if (!isHeld()) {
      pressWhereItIs(0);
    }
  });
  return {
    toggleHold() {
      if (isHeld()) {
        document.exitPointerLock();
      } else {
        // Refused for a moment after it was left; there is nothing to say then. Older browsers give no promise.
        void Promise.resolve(stage.requestPointerLock()).catch(() => undefined);
      }
    },
  };
}
