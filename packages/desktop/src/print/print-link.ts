import type { ServerMessage } from "@porthole/protocol";
import type { PageLine, PageLink } from "../session/page-line.ts";
import { may } from "../sharing/grant.ts";
import type { Job, Jobs } from "./jobs.ts";

/** Tells every page that may take files of what is printed, and of what is still kept when it comes. */
export class Printing {
  readonly #jobs: Jobs;
  readonly #lines = new Set<PageLine>();

  constructor(jobs: Jobs) {
    this.#jobs = jobs;
    jobs.onPrinted = job => {
      for (const line of this.#lines) {
        if (may(line.person.grant, "filesDown")) {
          line.send(printed(job, true));
        }
      }
    };
  }

  /** Joins a page. */
  join(line: PageLine): PageLink {
    this.#lines.add(line);
    let told = false;
    const tellKept = () => {
      const allowed = may(line.person.grant, "filesDown");
      if (allowed && !told) {
        for (const job of this.#jobs.printed) {
          line.send(printed(job, false));
        }
      }
      told = allowed;
    };
    tellKept();
    return {
      handle: () => false,
      onGrant: tellKept,
      [Symbol.dispose]: () => void this.#lines.delete(line),
    };
  }
}

function printed({ id, title, size }: Job, fresh: boolean): ServerMessage {
  return { kind: "printed", job: id, bytes: Math.min(size, 0xffffffff), title, fresh };
}
