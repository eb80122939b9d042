/** What of a WheelEvent is looked at. `wheelDeltaX` and `wheelDeltaY` are in 120ths of a notch, up and left positive, where the browser has them. */
export type WheelLike = {
  deltaX: number;
  deltaY: number;
  deltaMode: number;
  wheelDeltaX?: number;
  wheelDeltaY?: number;
};

/** 120ths of a notch, right and down positive. */
export type Notches = { dx: number; dy: number };

/** 120ths a unit of each `deltaMode` is worth: a notch is 100 pixels or 3 lines in browsers; a page counts as 3 notches. */
const UNITS = [120 / 100, 120 / 3, 360] as const;
/** On touchpads `wheelDelta` is a mere multiple of `delta` (Chromium and WebKit on macOS). */
const TOUCHPAD = -3;
const MOST = 0x7fff;

/** Turns wheel events into 120ths; what is left of a fraction counts for the next event. */
export function wheelOf(): (event: WheelLike) => Notches {
  let restX = 0;
  let restY = 0;
  return event => {
    restX += axis(event.deltaX, event.deltaMode, event.wheelDeltaX);
    restY += axis(event.deltaY, event.deltaMode, event.wheelDeltaY);
    const [dx, dy] = [whole(restX), whole(restY)];
    restX -= dx;
    restY -= dy;
    return { dx, dy };
  };
}

function axis(delta: number, mode: number, wheelDelta: number | undefined): number {
  const notched = wheelDelta && wheelDelta % 120 === 0 && Math.sign(wheelDelta) === -Math.sign(delta);
  if (notched && wheelDelta !== TOUCHPAD * delta) {
    // A wheel with notches: exact, whatever number of pixels this browser and system make of one.
    return -wheelDelta;
  }
  return delta * (UNITS[mode] ?? UNITS[0]);
}

function whole(value: number): number {
  return Math.max(-MOST, Math.min(MOST, Math.trunc(value))) || 0;
}
