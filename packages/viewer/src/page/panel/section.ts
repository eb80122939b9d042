import type { Action, PageSection } from "@porthole/protocol";
import type { Fields } from "./fields.ts";

/** What an area gives the panel. */
export type Section = {
  /** Its title is in `WORDS.sections`. */
  id: PageSection;
  /** Whoever may do none of these sees it, but cannot change it; anybody can unless given. */
  needs?: readonly Action[];
  /** Called once, when the section is first opened. */
  build(fields: Fields): void | Promise<void>;
  /** Called whenever the section comes into view, built, or goes out of it. */
  onShown?(shown: boolean): void;
};
