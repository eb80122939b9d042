import { type Action, NEEDS, type PageMessage } from "@porthole/protocol";
import { type Grant, may } from "./grant.ts";

/** What is said of an action that somebody may not do; completes "you may not …". */
const DEEDS: Record<Action, string> = {
  watch: "watch",
  keyboard: "type",
  pointer: "use the pointer",
  gamepad: "play",
  clipboardIn: "change the clipboard",
  clipboardOut: "see the clipboard",
  filesUp: "bring files",
  filesDown: "fetch files",
  sound: "listen",
  microphone: "speak",
  camera: "be seen",
  displaySize: "change the desktop's size",
  settings: "change the stream",
  share: "share the desktop",
};

/** What of this message its sender may not do; `undefined` where it may. */
export function missing(grant: Grant, message: PageMessage): Action | undefined {
  const action = NEEDS[message.kind];
  return action === "nothing" || may(grant, action) ? undefined : action;
}

/** Says what somebody may not, in words. */
export function refusal({ role }: Grant, action: Action): string {
  return `You are here as ${role}, and may not ${DEEDS[action]}. Whoever shares the desktop can change that.`;
}
