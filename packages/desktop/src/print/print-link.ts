import type { ServerMessage } from "@porthole/protocol";
import type { PageLine, PageLink } from "../session/page-line.ts";
import { may } from "../sharing/grant.ts";
import type { Job, Jobs } from "./jobs.ts";

/** Tells every page that may take files of what is printed. */
export class Printing {
  readonly #lines = new Set<PageLine>();

  constructor(jobs: Jobs) {
    jobs.onPrinted = job => {
      for (const line of this.#lines) {
        if (may(line.person.grant, "filesDown")) {
          line.send(printed(job));
        }
      }
    };
  }

  /** Joins a page. */
  join(line: PageLine): PageLink {
    this.#lines.add(line);
    return { handle: () => false, [Symbol.dispose]: () => void this.#lines.delete(line) };
  }
}

function printed({ id, title, size }: Job): ServerMessage {
  return { kind: "printed", job: id, bytes: Math.min(size, 0xffffffff), title };
}
