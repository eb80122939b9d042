import { bool, i16, u8, u16, u32 } from "./codec.ts";

/** Values of `touch.phase`. */
export const TOUCH_PHASE = { begin: 0, move: 1, end: 2 } as const;

/** Bits of `inputMeans.means`: what reaches applications as such, and not only as mouse and keys. */
export const INPUT_MEANS = { wheel: 1, touch: 2, pen: 4, pads: 8 } as const;

/**
 * Bits of `pad.buttons`: the buttons of the standard layout (W3C Gamepad), in its order. Lower, right, left and upper button, left and
 * right bumper, left and right trigger, back, start, left and right stick, up, down, left, right, and the one in the middle.
 */
export const PAD_BUTTONS = 17;
/** Gamepads of a desktop. */
export const PADS = 4;

/** Messages about input, from page to server; those of mouse and keys are with the others. */
export const pageInput = {
  /** The mouse has moved by so many desktop pixels, while an application holds the pointer. */
  moveBy: { type: 0x25, fields: { dx: i16, dy: i16 } },
  /** A button where the pointer is, as `button`. */
  press: { type: 0x2b, fields: { button: u8, down: bool } },
  /** The wheel where the pointer is, as `wheel`. */
  turn: { type: 0x2c, fields: { dx: i16, dy: i16 } },
  /** A finger on desktop pixel `x`, `y`, for applications that know touch: `phase` 0 it begins, 1 it moves, 2 it ends. `finger` 0 to 15 while it lasts. */
  touch: { type: 0x26, fields: { finger: u8, phase: u8, x: u16, y: u16 } },
  /** A pen over desktop pixel `x`, `y`; `near` false once it is gone. `pressure` to 65535, tilts in degrees to the right and towards the user, bits of `buttons`: tip, and the two of its barrel. */
  pen: {
    type: 0x27,
    fields: {
      near: bool,
      eraser: bool,
      x: u16,
      y: u16,
      pressure: u16,
      tiltX: i16,
      tiltY: i16,
      buttons: u8,
    },
  },
  /** State of the page's gamepad number `pad`, 0 to 3, at each change. Sticks from -32767 to 32767, right and down positive, triggers to 255. */
  pad: {
    type: 0x28,
    fields: {
      pad: u8,
      buttons: u32,
      leftX: i16,
      leftY: i16,
      rightX: i16,
      rightY: i16,
      leftTrigger: u8,
      rightTrigger: u8,
    },
  },
  /** The gamepad is unplugged. */
  padGone: { type: 0x29, fields: { pad: u8 } },
  /** The locks of the page's keyboard, before the first key and whenever they change. */
  locks: { type: 0x2a, fields: { caps: bool, num: bool } },
  /** Something is composed in the page: it is to be told from now on where the caret is. */
  seekCaret: { type: 0x2d, fields: {} },
} as const;

/** Messages about input, from server to page. */
export const serverInput = {
  /** What reaches applications as such, as bits: 1 the wheel's parts of a notch, 2 touch, 4 the pen's pressure and tilt, 8 gamepads. After `welcome` and whenever it changes. */
  inputMeans: { type: 0x20, fields: { means: u8 } },
  /** The page's gamepad number `pad` shall rumble for `duration` ms with its `strong` and its `weak` motor, to 65535; 0 ms to stop. */
  rumble: { type: 0x21, fields: { pad: u8, strong: u16, weak: u16, duration: u16 } },
  /** The caret that this page types at seems to begin at desktop pixel `x`, `y`, and to be so high. To those that seek it, whenever it moves. */
  caret: { type: 0x22, fields: { x: u16, y: u16, height: u16 } },
} as const;
