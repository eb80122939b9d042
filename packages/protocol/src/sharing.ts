/** Who may do what, and the messages about it. */
import { listOf, text, u8, u32 } from "./codec.ts";

/**
 * What a person at a page may be allowed to do; the place of each in this list is its bit in `you.actions`.
 * Gamepads are counted apart, in `you.pads`.
 */
export const ACTIONS = [
  /** See the picture and the pointer. */
  "watch",
  "keyboard",
  "pointer",
  "gamepad",
  /** Bring something into the desktop's clipboard. */
  "clipboardIn",
  /** Be sent what is copied in the desktop. */
  "clipboardOut",
  /** Put files into the desktop. */
  "filesUp",
  /** List and fetch files, printed pages included. */
  "filesDown",
  /** Hear the desktop. */
  "sound",
  /** Be heard and seen in the desktop. */
  "microphone",
  "camera",
  /** Give the desktop the page's size; open further monitors. */
  "displaySize",
  /** Change the stream, for itself and for those who watch the same one. */
  "settings",
  /** Make and end links, change what others may do; read the server's metrics. */
  "share",
] as const;
/** One of {@link ACTIONS}. */
export type Action = (typeof ACTIONS)[number];

/** What somebody may be; the place of each in this list is its number on the wire. */
export const ROLES = [
  /** Whoever is signed in, or everybody where there is no sign-in. */
  "owner",
  "controller",
  "collaborator",
  "viewer",
  "player2",
  "player3",
  "player4",
] as const;
/** One of {@link ROLES}. */
export type Role = (typeof ROLES)[number];

/** `actions` as the bits of `you.actions`. */
export function actionBits(actions: Iterable<Action>): number {
  let bits = 0;
  for (const action of actions) {
    bits |= 1 << ACTIONS.indexOf(action);
  }
  return bits;
}

/** The actions of `you.actions`; bits that a later version brought are left out. */
export function actionsOf(bits: number): ReadonlySet<Action> {
  return new Set(ACTIONS.filter((_, at) => (bits & (1 << at)) !== 0));
}

/** Messages about sharing, from page to server. */
export const pageSharing = {
  /** What others shall call this person. */
  name: { type: 0x60, fields: { name: text } },
} as const;

/** Messages about sharing, from server to page. */
export const serverSharing = {
  /** Who the page's person is and what it may do, after `welcome` and whenever that changes. `role` as in the list of roles, `actions` as bits; `pads` are the gamepads it may play, 1 to 4: its first pad is the first of them. */
  you: { type: 0x60, fields: { person: u32, name: text, role: u8, actions: u32, pads: listOf(u8) } },
} as const;
