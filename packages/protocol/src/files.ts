/** Messages about files. The files themselves go over HTTP, beside the socket. */
import { bool } from "./codec.ts";

/** Messages about files, from server to page. */
export const serverFiles = {
  /** Which ways files may go for the page's person, after `welcome` and whenever that changes: to the desktop, from the desktop. */
  fileRules: { type: 0x50, fields: { up: bool, down: bool } },
} as const;
