/** Who may do what, and the messages about it. */
import { bool, f64, listOf, text, u8, u16, u32 } from "./codec.ts";

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

/** `personRole.role` that takes control back: what the guest's link says, or viewer where that is controller. */
export const ROLE_OF_LINK = 0xff;

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

/** Longest name of a person or a link, in characters. */
export const LONGEST_NAME = 40;

/** Messages about sharing, from page to server. */
export const pageSharing = {
  /** What others shall call this person. */
  name: { type: 0x60, fields: { name: text } },
  /** This person points at desktop pixel `x`, `y`; for those who may not move the pointer itself. */
  point: { type: 0x61, fields: { x: u16, y: u16 } },
  /** A new link is wanted. `ends` in milliseconds since 1970, 0 for one without an end. Answered by `linkMade`. */
  linkMake: { type: 0x62, fields: { role: u8, name: text, ends: f64 } },
  /** Ends a link; whoever came by it is put out. */
  linkEnd: { type: 0x63, fields: { link: text } },
  /** Makes a guest something else, on all pages of its browser; owners stay what they are. 255 takes control back: then it is what its link says, or a viewer where that is controller. */
  personRole: { type: 0x64, fields: { person: u32, role: u8 } },
  /** Puts a guest's browser out; it can come again while its link lasts. */
  personEnd: { type: 0x65, fields: { person: u32 } },
} as const;

/** Messages about sharing, from server to page. */
export const serverSharing = {
  /** Who the page's person is and what it may do, after `welcome` and whenever that changes. `role` as in the list of roles, `actions` as bits; `pads` are the gamepads it may play, 1 to 4: its first pad is the first of them. */
  you: { type: 0x60, fields: { person: u32, name: text, role: u8, actions: u32, pads: listOf(u8) } },
  /** Everybody who is there, the page's own person too: lists of equal length. `guests` is whether somebody came by a link, `silent` whether their page, which is seen, has said nothing for 7 s: its line may be dead. */
  people: {
    type: 0x61,
    fields: {
      persons: listOf(u32),
      names: listOf(text),
      roles: listOf(u8),
      guests: listOf(bool),
      silent: listOf(bool),
    },
  },
  /** Another person's pointer, on the monitor that this page shows, in its pixels. */
  pointer: { type: 0x62, fields: { person: u32, x: u16, y: u16 } },
  /** All links, for who may share: lists of equal length. `ends` in milliseconds since 1970 or 0; `here` are the pages that came by each. */
  links: {
    type: 0x63,
    fields: {
      links: listOf(text),
      names: listOf(text),
      roles: listOf(u8),
      ends: listOf(f64),
      here: listOf(u8),
    },
  },
  /** The link that this page has asked for. Its address is `s/LINK/#code=CODE` below the page's folder; the code is told this once. */
  linkMade: { type: 0x64, fields: { link: text, code: text } },
  /** What links there may be, after `welcome`, for who may share: `roles`, none where sharing is off; and whether the desktop asks everybody else to sign in. */
  sharing: { type: 0x65, fields: { roles: listOf(u8), signIn: bool } },
} as const;
