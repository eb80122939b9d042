import { INPUT_MEANS, type PageMessage, type ServerMessage } from "@porthole/protocol";
import type { NoticeId } from "../page/notices.ts";
import { remembered } from "../page/remember.ts";
import type { GestureEvents, Gestures, TouchMode } from "./gestures.ts";
import type { Pads } from "./pads.ts";

const MODES: readonly unknown[] = ["gestures", "trackpad", "touch"] satisfies TouchMode[];

/** What of input is not mouse and keyboard. */
export type Input = {
  /** What reaches applications as such, bits of `inputMeans.means`. */
  onMeans(means: number): void;
  onRumble(rumble: Extract<ServerMessage, { kind: "rumble" }>): void;
  hasPen(): boolean;
  gestures(desktopPoint: GestureEvents["desktopPoint"]): Promise<Gestures>;
  /** How fingers are taken; what a person chose is kept. */
  touchMode(): TouchMode;
  setTouchMode(mode: TouchMode): void;
};

/** Joins fingers, pens and gamepads to the desktop. The parts for fingers and gamepads are loaded when they are needed. */
export function openInput(send: (message: PageMessage) => void, notice: (id: NoticeId) => void): Input {
  const chosen = remembered("touch", (value): value is TouchMode => MODES.includes(value));
  let means = 0;
  let pads: Promise<Pads> | undefined;

  function touchMode(): TouchMode {
    const mode = chosen.get() ?? "gestures";
    return mode === "touch" && (means & INPUT_MEANS.touch) === 0 ? "gestures" : mode;
  }

  async function joinPads(): Promise<void> {
    pads ??= import("./pads.ts").then(({ openPads }) => openPads(send));
    (await pads).setWanted((means & INPUT_MEANS.pads) !== 0);
  }

  const hasPad = () => (navigator.getGamepads?.() ?? []).some(pad => pad !== null);
  window.addEventListener("gamepadconnected", () => void joinPads());
  // Keys of the system reach the desktop while it has the whole screen, where the browser can do that.
  let told = false;
  async function lockKeys(): Promise<void> {
    const { keyboard } = navigator as { keyboard?: { lock(): Promise<void>; unlock(): void } };
    if (!document.fullscreenElement) {
      keyboard?.unlock();
    } else if (keyboard) {
      await keyboard.lock();
      if (!told) {
        told = true;
        notice("full-screen-keys");
      }
    }
  }
  // Where the browser does not, its own shortcuts stay with it.
  document.addEventListener("fullscreenchange", () => void lockKeys().catch(() => undefined));

  return {
    onMeans(now) {
      means = now;
      if (pads || hasPad()) {
        void joinPads();
      }
    },
    onRumble: rumble => void pads?.then(open => open.rumble(rumble)),
    hasPen: () => (means & INPUT_MEANS.pen) !== 0,
    async gestures(desktopPoint) {
      const { gesturesOf } = await import("./gestures.ts");
      return gesturesOf({
        send,
        desktopPoint,
        delay(done, milliseconds) {
          const timer = setTimeout(done, milliseconds);
          return () => clearTimeout(timer);
        },
        mode: touchMode,
      });
    },
    touchMode,
    setTouchMode: chosen.set,
  };
}
