import { SOUND_BITRATE } from "@porthole/protocol";
import type { ToWorker } from "../bridge.ts";
import { openPlayer } from "./player.ts";

/** Brings the desktop's sound to the page's loudspeaker, from the first gesture on. */
export function openSound(post: (message: ToWorker, transfer?: Transferable[]) => void): void {
  const bitrate = SOUND_BITRATE.initial;
  const player = openPlayer({
    onPort: port => post({ kind: "play", port }, [port]),
    onState: on => post({ kind: "listen", on, bitrate }),
    onReport: () => undefined,
  });
  for (const gesture of ["pointerup", "keydown"]) {
    document.addEventListener(gesture, player.onGesture, { capture: true });
  }
}
