import { formatOf, LARGEST_FORMAT } from "./content.ts";

/** What may pass between pages and the desktop's clipboard. Enforced here, whatever a page does. */
export type ClipboardRules = {
  /** From pages. `SELKIES_CLIPBOARD_IN_ENABLED`, default true. */
  in: boolean;
  /** To pages. `SELKIES_CLIPBOARD_OUT_ENABLED`, default true. */
  out: boolean;
  /** Pictures too. `SELKIES_ENABLE_BINARY_CLIPBOARD`, default true. */
  images: boolean;
  /** Text selected in the desktop goes to pages like copied text, and what a page brings can be pasted with the middle button. `PORTHOLE_CLIPBOARD_PRIMARY`, default false. */
  primary: boolean;
};

/** Whether an announced content may come in; why not, as the id of a notice and in words. */
export function refusalOf(
  rules: ClipboardRules,
  content: { formats: readonly number[]; sizes: readonly number[] },
): { id: string; text: string } | undefined {
  if (!rules.in) {
    return { id: "clipboard-in-off", text: "This server takes nothing into the desktop's clipboard." };
  }
  const { formats, sizes } = content;
  const odd = new Set(formats).size !== formats.length || formats.some(format => !formatOf(format));
  if (odd || formats.length !== sizes.length || formats.length === 0) {
    return { id: "clipboard-refused", text: "The page announced a clipboard content that makes no sense." };
  }
  const largest = Math.max(...sizes);
  return largest > LARGEST_FORMAT
    ? { id: "clipboard-too-large", text: tooLarge("into", largest) }
    : undefined;
}

/** Says that a content is too large; `size` in bytes where it is known. */
export function tooLarge(way: "into" | "out of", size?: number): string {
  const found = size === undefined ? "" : ` of ${Math.ceil(size / (1 << 20))} MiB`;
  return `What was copied${found} is too large for the way ${way} the desktop, which takes ${LARGEST_FORMAT >> 20} MiB. Copy less of it at once, or move it as a file.`;
}
