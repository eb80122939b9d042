import type { PageLine, PageLink } from "../session/page-line.ts";
import { may } from "../sharing/grant.ts";
import type { FileRules } from "./rules.ts";

/** One page's part in files: which ways are open to its person. The files themselves go over HTTP. */
export function tellFileRules({ up, down }: FileRules, line: PageLine): PageLink {
  const tell = () => {
    const { grant } = line.person;
    line.send({ kind: "fileRules", up: up && may(grant, "filesUp"), down: down && may(grant, "filesDown") });
  };
  tell();
  return { handle: () => false, onGrant: tell, [Symbol.dispose]: () => undefined };
}
