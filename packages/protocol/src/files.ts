/** Messages about files. The files themselves go over HTTP, beside the socket. */
import { bool } from "./codec.ts";

/** Messages about files, from server to page. */
export const serverFiles = {
  /** Which ways files may go here, after `welcome`: to the desktop, from the desktop. What the page's person may is in `you`. */
  fileRules: { type: 0x50, fields: { up: bool, down: bool } },
} as const;
