import type { Fields } from "./fields.ts";

/** The sections in the order in which people see them. */
export const SECTIONS = [
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
/** Name of a section; its title is in `WORDS.sections`. */
export type SectionId = (typeof SECTIONS)[number];

/** What an area gives the panel. */
export type Section = {
  id: SectionId;
  /** Called once, when the section is first opened. */
  build(fields: Fields): void | Promise<void>;
  /** Called whenever the section comes into view, built, or goes out of it. */
  onShown?(shown: boolean): void;
};
