import { PAGE_PARTS, type PagePart } from "@porthole/protocol";
import type { PageLine, PageLink } from "../session/page-line.ts";
import type { ReadVariable } from "../variables/table.ts";

/** Parts of the page that are not to be seen, as the variables say. */
export function hiddenParts(read: ReadVariable): readonly PagePart[] {
  const shown: Readonly<Record<PagePart, boolean>> = {
    bar: read("PORTHOLE_SHOW_BAR"),
    panel: read("SELKIES_UI_SHOW_SIDEBAR"),
    stream: read("SELKIES_UI_SIDEBAR_SHOW_VIDEO_SETTINGS"),
    display: read("SELKIES_UI_SIDEBAR_SHOW_SCREEN_SETTINGS"),
    sound: read("SELKIES_UI_SIDEBAR_SHOW_AUDIO_SETTINGS"),
    input: read("SELKIES_UI_SIDEBAR_SHOW_GAMEPADS"),
    clipboard: read("SELKIES_UI_SIDEBAR_SHOW_CLIPBOARD"),
    files: read("SELKIES_UI_SIDEBAR_SHOW_FILES"),
    sharing: read("SELKIES_UI_SIDEBAR_SHOW_SHARING"),
    statistics: read("SELKIES_UI_SIDEBAR_SHOW_STATS"),
    page: true,
    fullScreen: read("SELKIES_UI_SIDEBAR_SHOW_FULLSCREEN"),
    keyboard: read("SELKIES_UI_SIDEBAR_SHOW_KEYBOARD_BUTTON"),
  };
  return PAGE_PARTS.filter(part => !shown[part]);
}

/** Tells a page which parts it is not to show; the area says no more. */
export function tellParts(hidden: readonly PagePart[], line: PageLine): PageLink {
  if (hidden.length > 0) {
    line.send({ kind: "parts", hidden: hidden.map(part => PAGE_PARTS.indexOf(part)) });
  }
  return { handle: () => false, [Symbol.dispose]: () => undefined };
}
