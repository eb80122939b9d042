import type { PageMessage } from "@porthole/protocol";
import { paceOf } from "../pace.ts";
import { buttonChanges } from "./buttons.ts";
import { type WheelLike, wheelOf } from "./wheel.ts";

type Point = { x: number; y: number };

/** What the pointer needs; `desktopPoint` takes CSS pixels of the window. */
export type PointerEvents = {
  send(message: PageMessage): void;
  desktopPoint(x: number, y: number): Point | undefined;
  /** A button went down on the desktop. */
  onPress(): void;
};

/** Sends what the pointer does on `stage`: at most one move a screen refresh, buttons and wheel at once. */
export function openPointer(stage: HTMLElement, { send, desktopPoint, onPress }: PointerEvents): void {
  const wheel = wheelOf();
  const moves = paceOf<Point>(
    done => void requestAnimationFrame(done),
    point => send({ kind: "move", ...point }),
  );
  let buttons = 0;

  function onPointer(event: PointerEvent): void {
    if (!event.isPrimary) {
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
    // Drags go on beyond the window, and end there.
    stage.setPointerCapture(event.pointerId);
    onPress();
    onPointer(event);
  });
  stage.addEventListener("pointermove", onPointer);
  stage.addEventListener("pointerup", onPointer);
  stage.addEventListener("pointercancel", event => {
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
      if (point && (dx !== 0 || dy !== 0)) {
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
}
