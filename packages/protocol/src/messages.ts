import { pageCamera, serverCamera } from "./camera.ts";
import { bool, codecOf, f64, i16, listOf, type MessageOf, rest, text, u8, u16, u32 } from "./codec.ts";
import { serverFiles } from "./files.ts";
import { pageInput, serverInput } from "./input.ts";
import { serverParts } from "./parts.ts";
import { pageSharing, serverSharing } from "./sharing.ts";
import { pageSound, serverSound } from "./sound.ts";

/** Version of this protocol. An end that meets another version says so in words and closes with 4000. */
export const PROTOCOL_VERSION = 3;

/** WebSocket subprotocol name, and path below the page's own folder. */
export const SUBPROTOCOL = "porthole";
/** Path of the socket, relative to the page. */
export const SOCKET_PATH = "socket";

/** WebSocket close codes of Porthole's own. */
export const CLOSE = {
  /** The other end speaks another {@link PROTOCOL_VERSION}. */
  version: 4000,
  /** A message could not be decoded, too often. */
  malformed: 4001,
  /** Something came before `hello`, or `hello` came late or twice. */
  order: 4002,
  /** The page's person was put out: its link has ended, or it was taken from that browser. */
  revoked: 4003,
  /** The server is about to be another one, with another page: load the page again once it is there. */
  outdated: 4004,
} as const;

/** Bits of `hello.codecs`: what the page can decode. */
export const CODEC_BIT = { h264: 1, h264yuv444: 2, jpeg: 4 } as const;
/** Values of `display.codec`: how the pictures of a display come. */
export const CODEC = { h264: 0, h264yuv444: 1, jpeg: 2 } as const;

/** `hello.display` of a page that wants a further monitor, whichever number that gets. */
export const DISPLAY_NEW = 0xff;

/** Pictures of the pointer that a page keeps; `cursor.slot` is below this. */
export const CURSOR_SLOTS = 64;

/** Values of `statistics.limit`: what keeps the picture from being as wished. `cap` is the wish for a most bit rate. */
export const LIMIT = { nothing: 0, network: 1, cap: 2, page: 3 } as const;
/** Values of `statistics.lane`: with those whose line carries most, or with those whose line carries much less. */
export const LANE = { quick: 0, slow: 1 } as const;

/** Values in `clip.formats`: UTF-8 text, HTML as UTF-8, a PNG picture. */
export const CLIP_FORMAT = { text: 0, html: 1, png: 2 } as const;
/** Values of `notice.severity`. */
export const SEVERITY = { info: 0, warning: 1, error: 2 } as const;

/**
 * Messages from page to server.
 *
 * Type bytes, in both directions: 0x01–0x0f session, 0x10–0x1f picture, 0x20–0x2f input, 0x30–0x3f sound and camera,
 * 0x40–0x4f clipboard, 0x60–0x6f sharing, 0x70–0x7f settings. Kept free for what shares the connection later: 0x50 files.
 */
export const pageSchema = {
  /** First message. `width` and `height` in device pixels, `scale` the device pixel ratio in hundredths. `display` is the monitor to show, 0 the first, 255 a further one. */
  hello: {
    type: 0x01,
    fields: { version: u16, codecs: u8, width: u16, height: u16, scale: u16, display: u8 },
  },
  /** Answered by `pong` with the same `sent` (milliseconds on the page's clock). */
  ping: { type: 0x02, fields: { sent: f64 } },
  /** A hidden page is sent nothing until it is visible again. */
  visibility: { type: 0x03, fields: { visible: bool } },
  /** The page's size has changed; device pixels and hundredths as in `hello`. */
  resize: { type: 0x10, fields: { width: u16, height: u16, scale: u16 } },
  /** This frame is on the screen, or a later one replaced it before it got there; so are all before it. In tenths of a millisecond: `decode`, and `page` from its arrival to the screen. `queued` frames are still in the decoder. */
  shown: { type: 0x11, fields: { frame: u32, decode: u16, page: u16, queued: u8 } },
  /** The decoder cannot go on without a key frame. */
  keyframe: { type: 0x12, fields: {} },
  /** Whether `statistics` are wanted; they are not until it is said. */
  watch: { type: 0x13, fields: { on: bool } },
  /** Pointer at desktop pixel `x`, `y`. */
  move: { type: 0x20, fields: { x: u16, y: u16 } },
  /** `button` as in X11: 1 left, 2 middle, 3 right, 8 back, 9 forward. */
  button: { type: 0x21, fields: { x: u16, y: u16, button: u8, down: bool } },
  /** `dx`, `dy` in 120ths of a wheel notch, right and down positive. */
  wheel: { type: 0x22, fields: { x: u16, y: u16, dx: i16, dy: i16 } },
  /** `keysym` as in X11 (Unicode beyond Latin-1 as 0x01000000 + code point); `code` is KeyboardEvent.code or "". */
  key: { type: 0x23, fields: { keysym: u32, down: bool, code: text } },
  /** Every keysym the page holds down; the server releases all others. Sent once a second while any is held, and empty on blur. */
  held: { type: 0x24, fields: { keysyms: listOf(u32) } },
  /** The page wishes another value for one of its settings; `setting` is a number of the settings' table. Answered by `setting`. */
  setting: { type: 0x70, fields: { setting: u8, value: u32 } },
  /** A new content of the clipboard: its formats, each with its size in bytes. It follows in `clipPiece`s, format after format. `transfer` grows by one each time; a new one takes the place of the last. */
  clip: { type: 0x40, fields: { transfer: u32, formats: listOf(u8), sizes: listOf(u32) } },
  /** The next bytes of a content, of one format. */
  clipPiece: { type: 0x41, fields: { transfer: u32, data: rest } },
  /** So many bytes of the other end's content have come. */
  clipTaken: { type: 0x42, fields: { transfer: u32, bytes: u32 } },
  /** The rest of this end's content will not come. */
  clipStop: { type: 0x43, fields: { transfer: u32 } },
  ...pageInput,
  ...pageSharing,
  ...pageSound,
  ...pageCamera,
} as const;

/** Messages from server to page. */
export const serverSchema = {
  /** Answer to `hello`. `session` differs after the server restarts; `title` names the page. */
  welcome: { type: 0x01, fields: { version: u16, server: text, session: u32, title: text } },
  /** Answer to `ping`. `now` in milliseconds on the server's clock. */
  pong: { type: 0x02, fields: { sent: f64, now: f64 } },
  /** Something a person should know, in words. `id` is permanent and translatable. Replaces the last notice of its id; without text it takes that back. */
  notice: { type: 0x03, fields: { severity: u8, id: text, text: text } },
  /** Geometry and codec of a display, before its first frame and at each change. `codecString` as WebCodecs wants it, "" for JPEG. */
  display: {
    type: 0x10,
    fields: { display: u8, width: u16, height: u16, codec: u8, codecString: text },
  },
  /** One whole-frame access unit, Annex B. `captured`, in milliseconds on the server's clock, is when the oldest change in it was seen. */
  frame: { type: 0x11, fields: { display: u8, frame: u32, key: bool, captured: f64, data: rest } },
  /** A JPEG of a changed rectangle, for pages that decode no H.264. `last` closes the frame. */
  rectangle: {
    type: 0x12,
    fields: { display: u8, frame: u32, x: u16, y: u16, last: bool, captured: f64, data: rest },
  },
  /** The pointer's picture: PNG, hot spot in its pixels; no bytes where it is hidden. The page keeps it as number `slot`, 0 to 63, in place of the last one there. */
  cursor: {
    type: 0x13,
    fields: { slot: u8, hotX: u16, hotY: u16, width: u16, height: u16, png: rest },
  },
  /** The pointer's picture is again the one in `slot`. */
  cursorAgain: { type: 0x15, fields: { slot: u8 } },
  /** Once a second, where wanted, of the stream this page gets. `frames` and `kilobytes` made in that second, `dropped` not sent to this page since it came; means in tenths of a millisecond: `capture` from a change to its pixels, `encode`; `queue` of the line in milliseconds; `capacity` of the line in kbit/s; `fps` and `budget` (bytes a frame) as they are allowed now, and `limit`, what they are limited by. `viewers` of the whole server. */
  statistics: {
    type: 0x14,
    fields: {
      frames: u16,
      kilobytes: u32,
      dropped: u32,
      capture: u16,
      encode: u16,
      queue: u16,
      capacity: u32,
      fps: u16,
      budget: u32,
      limit: u8,
      lane: u8,
      viewers: u16,
      encoder: text,
    },
  },
  /** A setting's value for this page, within which bounds it can be changed (for a choice, `most` has bit `1 << value` for each), and whether it cannot be. All of them come after `welcome`. */
  setting: { type: 0x70, fields: { setting: u8, value: u32, least: u32, most: u32, locked: bool } },
  /** A new content of the clipboard: its formats, each with its size in bytes. It follows in `clipPiece`s, format after format. `transfer` grows by one each time; a new one takes the place of the last. */
  clip: { type: 0x40, fields: { transfer: u32, formats: listOf(u8), sizes: listOf(u32) } },
  /** The next bytes of a content, of one format. */
  clipPiece: { type: 0x41, fields: { transfer: u32, data: rest } },
  /** So many bytes of the other end's content have come. */
  clipTaken: { type: 0x42, fields: { transfer: u32, bytes: u32 } },
  /** The rest of this end's content will not come. */
  clipStop: { type: 0x43, fields: { transfer: u32 } },
  /** What the server lets through, after `welcome`: contents from the page, contents to the page, pictures at all; and the most bytes of one format. */
  clipRules: { type: 0x44, fields: { in: bool, out: bool, images: bool, most: u32 } },
  ...serverFiles,
  ...serverInput,
  ...serverParts,
  ...serverSharing,
  ...serverSound,
  ...serverCamera,
} as const;

/** What the page may say. */
export const pageMessages = codecOf(pageSchema);
/** What the server may say. */
export const serverMessages = codecOf(serverSchema);
/** A message from page to server. */
export type PageMessage = MessageOf<typeof pageSchema>;
/** A message from server to page. */
export type ServerMessage = MessageOf<typeof serverSchema>;

/**
 * The version at the start of `hello` and of `welcome`, whatever the version of the end that sent it; undefined for any other message.
 * Both keep their type byte 0x01 and the u16 after it in every version, so ends that understand nothing else of each other can say so.
 */
export function versionOf(bytes: Uint8Array): number | undefined {
  const [type, low, high] = bytes;
  return type !== 0x01 || low === undefined || high === undefined ? undefined : low | (high << 8);
}
