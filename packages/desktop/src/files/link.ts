import type { PageLine, PageLink } from "../session/page-line.ts";
import type { FileRules } from "./rules.ts";

/** One page's part in files: what the server lets through. The files themselves take another way, {@link FileRoutes}. */
export function tellFileRules({ up, down }: FileRules, line: PageLine): PageLink {
  line.send({ kind: "fileRules", up, down });
  return { handle: () => false, [Symbol.dispose]: () => undefined };
}
