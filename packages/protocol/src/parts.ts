/** What of the page is to be seen. */
import { listOf, u8 } from "./codec.ts";

/** The sections of the panel of settings, in the order in which people see them. */
export const PAGE_SECTIONS = [
  "stream",
  "display",
  "sound",
  "input",
  "clipboard",
  "files",
  "sharing",
  "statistics",
  "page",
] as const;
/** One of {@link PAGE_SECTIONS}. */
export type PageSection = (typeof PAGE_SECTIONS)[number];

/** The parts of a page that a server may take out of sight; the place of each in this list is its number on the wire. */
export const PAGE_PARTS = [
  /** The tool bar with all that it leads to. */
  "bar",
  /** The panel of settings. */
  "panel",
  ...PAGE_SECTIONS,
  /** Buttons of the tool bar. */
  "fullScreen",
  "keyboard",
] as const;
/** One of {@link PAGE_PARTS}. */
export type PagePart = (typeof PAGE_PARTS)[number];

/** Messages about the page's parts, from server to page. */
export const serverParts = {
  /** Parts that are not to be seen, after `welcome` where there are any; see {@link PAGE_PARTS}. What a part is for is not forbidden thereby. */
  parts: { type: 0x71, fields: { hidden: listOf(u8) } },
} as const;
