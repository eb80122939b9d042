/** Messages about files. The files themselves go over HTTP, beside the socket. */
import { bool, text, u32 } from "./codec.ts";

/** Messages about files, from server to page. */
export const serverFiles = {
  /** Which ways files may go for the page's person, after `welcome` and whenever that changes: to the desktop, from the desktop. */
  fileRules: { type: 0x50, fields: { up: bool, down: bool } },
  /** A document was printed in the desktop: a PDF, at `files/print/` and its number, of so many bytes. Those that are kept are told after `welcome`, the oldest first; `fresh` is one printed just now. */
  printed: { type: 0x51, fields: { job: u32, bytes: u32, title: text, fresh: bool } },
} as const;
