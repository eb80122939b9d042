import type { PageMessage, ServerMessage } from "@porthole/protocol";
import type { Person } from "../sharing/person.ts";

/** The connection to one page, as an area (input, clipboard, sound, …) sees it. */
export type PageLine = {
  /** Who is there; ask `may(line.person.grant, action)` each time, since it may change. */
  readonly person: Person;
  /** Number of the monitor that the page shows. */
  readonly monitor: number;
  send(message: ServerMessage): void;
  /** Bytes that wait in the socket. */
  buffered(): number;
  /** Ends the connection from this side. */
  end(code: number, reason: string): void;
  /** The person may do something else now: each area is told. */
  regranted(): void;
};

/** One page's part in an area; disposed when the connection ends. */
export type PageLink = Disposable & {
  /** Does what a message says; gives `false` where it is none of this area. What the person may not send does not come here. */
  handle(message: PageMessage): boolean;
  /** What the person may do has changed. */
  onGrant?(): void;
  /** A page that is seen says nothing any more, though its connection has not ended. */
  onSilence?(): void;
};

/** Joins a page that has been welcomed to an area. */
export type Area = (line: PageLine) => PageLink;
