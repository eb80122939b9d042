import { PAD_BUTTONS, PADS, type PageMessage, type ServerMessage } from "@porthole/protocol";

type PadMessage = Extract<PageMessage, { kind: "pad" }>;
type Rumble = Extract<ServerMessage, { kind: "rumble" }>;

const STICK_MOST = 32767;
const TRIGGER_MOST = 255;
const MOTOR_MOST = 65535;
/** Milliseconds that browsers let an effect last. */
const RUMBLE_MOST = 5000;

/**
 * Indices of the standard layout's buttons in a pad that a browser gives as the kernel does: eleven buttons, and eight axes
 * of which the third and the sixth are triggers and the last two the cross.
 */
const RAW_BUTTONS = [0, 1, 2, 3, 4, 5, 8, 9, 16, 10, 11] as const;

/** A gamepad as its message; `pad` is its number. */
export function messageOf(pad: number, { mapping, buttons, axes }: Gamepad): PadMessage {
  const axis = (index: number) => Math.round(Math.max(-1, Math.min(1, axes[index] ?? 0)) * STICK_MOST);
  const bit = (index: number, pressed: boolean) => (pressed ? 2 ** index : 0);
  if (mapping !== "standard" && buttons.length === RAW_BUTTONS.length && axes.length === 8) {
    const trigger = (index: number) => Math.round((((axes[index] ?? -1) + 1) / 2) * TRIGGER_MOST);
    const [x, y] = [axes[6] ?? 0, axes[7] ?? 0];
    const cross = bit(12, y < -0.5) + bit(13, y > 0.5) + bit(14, x < -0.5) + bit(15, x > 0.5);
    return {
      kind: "pad",
      pad,
      buttons: buttons.reduce((all, { pressed }, i) => all + bit(RAW_BUTTONS[i] ?? 0, pressed), cross),
      leftX: axis(0),
      leftY: axis(1),
      rightX: axis(3),
      rightY: axis(4),
      leftTrigger: trigger(2),
      rightTrigger: trigger(5),
    };
  }
  const trigger = (index: number) => Math.round((buttons[index]?.value ?? 0) * TRIGGER_MOST);
  return {
    kind: "pad",
    pad,
    buttons: buttons.slice(0, PAD_BUTTONS).reduce((all, { pressed }, i) => all + bit(i, pressed), 0),
    leftX: axis(0),
    leftY: axis(1),
    rightX: axis(2),
    rightY: axis(3),
    leftTrigger: trigger(6),
    rightTrigger: trigger(7),
  };
}

/** The page's gamepads. */
export type Pads = {
  /** The desktop has, or has not, gamepads. On a new connection everything is told again. */
  setWanted(wanted: boolean): void;
  rumble(rumble: Rumble): void;
};

/** Sends what gamepads do, looked at once a screen refresh while one is there. */
export function openPads(send: (message: PageMessage) => void): Pads {
  /** What was sent last, by the number of the pad. */
  const sent = new Map<number, string>();
  let wanted = false;
  let looking = false;

  function pads(): Gamepad[] {
    const all = navigator.getGamepads?.() ?? [];
    return all.filter(pad => pad !== null).slice(0, PADS);
  }

  function look(): void {
    looking = false;
    const present = wanted ? pads() : [];
    for (const pad of present) {
      const message = messageOf(pad.index, pad);
      const state = JSON.stringify(message);
      if (pad.index < PADS && sent.get(pad.index) !== state) {
        sent.set(pad.index, state);
        send(message);
      }
    }
    for (const index of [...sent.keys()]) {
      if (!present.some(pad => pad.index === index)) {
        sent.delete(index);
        send({ kind: "padGone", pad: index });
      }
    }
    if (present.length > 0) {
      start();
    }
  }

  function start(): void {
    if (!looking) {
      looking = true;
      requestAnimationFrame(look);
    }
  }

  window.addEventListener("gamepadconnected", start);
  window.addEventListener("gamepaddisconnected", start);
  return {
    setWanted(now) {
      wanted = now;
      sent.clear();
      start();
    },
    rumble({ pad, strong, weak, duration }) {
      const actuator = pads().find(({ index }) => index === pad)?.vibrationActuator;
      const effect = {
        duration: Math.min(duration, RUMBLE_MOST),
        strongMagnitude: strong / MOTOR_MOST,
        weakMagnitude: weak / MOTOR_MOST,
      };
      // Pads without motors, and pages that nobody has used yet, refuse.
      actuator?.playEffect("dual-rumble", effect).catch(() => undefined);
    },
  };
}
