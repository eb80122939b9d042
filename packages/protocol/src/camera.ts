import { bool, rest, u8, u16 } from "./codec.ts";

/** Largest picture of a camera, in bytes; a page sends none that is larger. */
export const LARGEST_VIEW = 1024 * 1024;

/** Messages about the camera from page to server. */
export const pageCamera = {
  /** A piece of a picture of the page's camera, while `cameraWanted` says so: JPEG, 4:2:0, of the size that was asked for. `last` ends the picture. */
  view: { type: 0x38, fields: { last: bool, data: rest } },
} as const;

/** Messages about the camera from server to page. */
export const serverCamera = {
  /** Whether the desktop has a device that a page's camera can show itself in; after `welcome`, and when that changes. */
  cameraRules: { type: 0x38, fields: { there: bool } },
  /** Whether an application in the desktop looks now, and this page is the one to give it its camera; and what it is to send: pixels, pictures a second. */
  cameraWanted: { type: 0x39, fields: { on: bool, width: u16, height: u16, rate: u8 } },
} as const;
