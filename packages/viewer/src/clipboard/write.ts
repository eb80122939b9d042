import type { ClipContent } from "../bridge.ts";

/** A format of this page's own, by which it knows later what it wrote itself. */
export const MARK = "web application/x-porthole";

/**
 * Puts a content into the browser's clipboard; `mark`, where given, goes along as {@link MARK}.
 * @throws where the browser wants a gesture first, or refuses
 */
export async function writeClipboard(content: ClipContent, mark?: string): Promise<void> {
  try {
    await writeByInterface(content, mark);
  } catch (error) {
    // Where the newer interface is denied, the older command may still be had; a page that has lost the focus meanwhile only
    // believes so.
    if (!document.hasFocus() || !copyByCommand(content)) {
      throw error;
    }
  }
}

async function writeByInterface(content: ClipContent, mark: string | undefined): Promise<void> {
  if (canWritePictures()) {
    await navigator.clipboard.write([new ClipboardItem(itemOf(content, mark))]);
  } else if (content.text !== undefined && navigator.clipboard) {
    await navigator.clipboard.writeText(content.text);
  } else {
    throw new DOMException("there is no such interface on this page", "NotAllowedError");
  }
}

/** Whether this page can put pictures into the clipboard. */
export function canWritePictures(): boolean {
  return typeof ClipboardItem !== "undefined" && navigator.clipboard?.write !== undefined;
}

function itemOf({ text, html, png }: ClipContent, mark: string | undefined): Record<string, Blob> {
  const item: Record<string, Blob> = {};
  if (text !== undefined) {
    item["text/plain"] = new Blob([text], { type: "text/plain" });
  }
  if (html !== undefined) {
    item["text/html"] = new Blob([html], { type: "text/html" });
  }
  if (png) {
    item["image/png"] = png;
  }
  if (mark !== undefined && ClipboardItem.supports?.(MARK)) {
    item[MARK] = new Blob([mark], { type: MARK.slice("web ".length) });
  }
  return item;
}

/** The way that is left on plain http: a copy command, whose event takes strings alone. */
function copyByCommand({ text, html }: ClipContent): boolean {
  if (text === undefined && html === undefined) {
    return false;
  }
  let copied = false;
  const onCopy = (event: ClipboardEvent) => {
    event.preventDefault();
    event.stopPropagation();
    event.clipboardData?.setData("text/plain", text ?? "");
    if (html !== undefined) {
      event.clipboardData?.setData("text/html", html);
    }
    copied = true;
  };
  document.addEventListener("copy", onCopy, { capture: true });
  const done = document.execCommand("copy");
  document.removeEventListener("copy", onCopy, { capture: true });
  return done && copied;
}
