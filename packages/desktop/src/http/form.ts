import type { IncomingMessage } from "node:http";

/** Largest form that is read, in bytes. */
const LARGEST_FORM = 4096;

/** Reads a form that a page sent; undefined where it is too large. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  let text = "";
  try {
    for await (const chunk of request.setEncoding("utf8")) {
      text += chunk;
      if (text.length > LARGEST_FORM) {
        return undefined;
      }
    }
  } catch {
    // The browser went away; nobody reads the answer.
  }
  return new URLSearchParams(text);
}
