import type { PageMessage } from "@porthole/protocol";

/** What a gamepad's buttons and sticks do; see `pad` of the protocol. */
export type PadState = Omit<Extract<PageMessage, { kind: "pad" }>, "kind" | "pad">;

/** A gamepad that nobody touches. */
export const AT_REST: PadState = {
  buttons: 0,
  leftX: 0,
  leftY: 0,
  rightX: 0,
  rightY: 0,
  leftTrigger: 0,
  rightTrigger: 0,
};

/** Types of events (linux/input-event-codes.h). */
export const EVENT = { sync: 0, key: 1, axis: 3, effect: 0x15 } as const;
/** Types of `js_event` (linux/joystick.h); `first` marks what was so before the device was opened. */
const JOYSTICK = { button: 1, axis: 2, first: 0x80 } as const;
/** What a `js_event`'s axes reach. */
const AXIS_MOST = 32767;

/** One button or axis of an Xbox 360 pad: its code as an event, its number as a joystick's, and its value. */
type Control = {
  type: typeof EVENT.key | typeof EVENT.axis;
  code: number;
  number: number;
  read(state: PadState): number;
  /** Factor and offset from an event's value to a joystick's. */
  scale?: readonly [factor: number, offset: number];
};

/** Codes of the buttons in the kernel's order, each with its bit in `pad.buttons`. */
const BUTTONS = [
  [0x130, 0],
  [0x131, 1],
  [0x133, 2],
  [0x134, 3],
  [0x136, 4],
  [0x137, 5],
  [0x13a, 8],
  [0x13b, 9],
  [0x13c, 16],
  [0x13d, 10],
  [0x13e, 11],
] as const;
const BIT = { leftTrigger: 6, rightTrigger: 7, up: 12, down: 13, left: 14, right: 15 } as const;

const pressed = ({ buttons }: PadState, bit: number) => (buttons >>> bit) & 1;
const TRIGGER_SCALE = [(2 * AXIS_MOST) / 255, -AXIS_MOST] as const;
const HAT_SCALE = [AXIS_MOST, 0] as const;

/** Everything that moves. The same order as in native/pads.c, which tells programs of it. */
const CONTROLS: readonly Control[] = [
  ...BUTTONS.map(
    ([code, bit], number): Control => ({
      type: EVENT.key,
      code,
      number,
      read: state => pressed(state, bit),
    }),
  ),
  { type: EVENT.axis, code: 0x00, number: 0, read: ({ leftX }) => leftX },
  { type: EVENT.axis, code: 0x01, number: 1, read: ({ leftY }) => leftY },
  {
    type: EVENT.axis,
    code: 0x02,
    number: 2,
    read: state => state.leftTrigger || 255 * pressed(state, BIT.leftTrigger),
    scale: TRIGGER_SCALE,
  },
  { type: EVENT.axis, code: 0x03, number: 3, read: ({ rightX }) => rightX },
  { type: EVENT.axis, code: 0x04, number: 4, read: ({ rightY }) => rightY },
  {
    type: EVENT.axis,
    code: 0x05,
    number: 5,
    read: state => state.rightTrigger || 255 * pressed(state, BIT.rightTrigger),
    scale: TRIGGER_SCALE,
  },
  {
    type: EVENT.axis,
    code: 0x10,
    number: 6,
    read: state => pressed(state, BIT.right) - pressed(state, BIT.left),
    scale: HAT_SCALE,
  },
  {
    type: EVENT.axis,
    code: 0x11,
    number: 7,
    read: state => pressed(state, BIT.down) - pressed(state, BIT.up),
    scale: HAT_SCALE,
  },
];

/** A program's view of a pad: as a device of events, whose words have so many bytes, or as a joystick. */
export type PadView = { kind: "events"; word: 4 | 8 } | { kind: "joystick" };

/** What has changed between two states, as the kernel would tell it; empty where nothing has. `now` in ms since the Unix epoch. */
export function changesFor(view: PadView, before: PadState, after: PadState, now: number): Buffer {
  const changed = CONTROLS.filter(({ read }) => read(before) !== read(after));
  return view.kind === "joystick"
    ? joystickEvents(changed, after, now, 0)
    : inputEvents(changed, after, now, view.word);
}

/** What a program that has just opened the device is told first. */
export function firstFor(view: PadView, state: PadState, now: number): Buffer {
  if (view.kind === "joystick") {
    return joystickEvents(CONTROLS, state, now, JOYSTICK.first);
  }
  return changesFor(view, AT_REST, state, now);
}

/** `struct input_event`s and the one that closes them. */
function inputEvents(controls: readonly Control[], state: PadState, now: number, word: 4 | 8): Buffer {
  if (controls.length === 0) {
    return Buffer.alloc(0);
  }
  const size = 2 * word + 8;
  const events = Buffer.alloc(size * (controls.length + 1));
  const [seconds, rest] = [Math.floor(now / 1000), Math.floor((now % 1000) * 1000)];
  for (let i = 0; i <= controls.length; i++) {
    const control = controls[i];
    const at = i * size;
    events.writeUInt32LE(seconds, at);
    events.writeUInt32LE(rest, at + word);
    events.writeUInt16LE(control?.type ?? EVENT.sync, at + 2 * word);
    events.writeUInt16LE(control?.code ?? 0, at + 2 * word + 2);
    events.writeInt32LE(control?.read(state) ?? 0, at + 2 * word + 4);
  }
  return events;
}

/** `struct js_event`s. */
function joystickEvents(controls: readonly Control[], state: PadState, now: number, flag: number): Buffer {
  const events = Buffer.alloc(8 * controls.length);
  controls.forEach(({ type, number, read, scale: [factor, offset] = [1, 0] }, i) => {
    const value = Math.round(read(state) * factor + offset);
    events.writeUInt32LE(Math.floor(now) % 2 ** 32, 8 * i);
    events.writeInt16LE(Math.max(-AXIS_MOST, Math.min(AXIS_MOST, value)), 8 * i + 4);
    events.writeUInt8((type === EVENT.key ? JOYSTICK.button : JOYSTICK.axis) | flag, 8 * i + 6);
    events.writeUInt8(number, 8 * i + 7);
  });
  return events;
}
