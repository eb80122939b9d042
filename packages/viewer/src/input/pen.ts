import type { PageMessage } from "@porthole/protocol";

/** What of a PointerEvent of a pen is looked at (W3C Pointer Events). */
export type PenLike = Pick<PointerEvent, "pressure" | "tiltX" | "tiltY" | "buttons">;

const PRESSURE_MOST = 65535;
/** Bit of `buttons` that a pen's other end sets. */
const ERASER = 32;
const TIP = 1;
/** The two buttons of the barrel, as the right and the middle one of a mouse. */
const BARREL = [
  [2, 4],
  [4, 2],
] as const;

/** What a pen does at a point of the desktop. */
export function penMessage(
  { pressure, tiltX, tiltY, buttons }: PenLike,
  point: { x: number; y: number },
  near: boolean,
): Extract<PageMessage, { kind: "pen" }> {
  const eraser = (buttons & ERASER) !== 0;
  const tip = eraser || (buttons & TIP) !== 0 ? TIP : 0;
  return {
    kind: "pen",
    near,
    eraser,
    ...point,
    pressure: near ? Math.round(pressure * PRESSURE_MOST) : 0,
    tiltX: Math.round(tiltX),
    tiltY: Math.round(tiltY),
    buttons: near ? BARREL.reduce((all, [bit, as]) => all | ((buttons & bit) !== 0 ? as : 0), tip) : 0,
  };
}
