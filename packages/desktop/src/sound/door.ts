import { randomBytes } from "node:crypto";
import type { WebSocket } from "ws";

/** Parameter of the socket's address that names a ticket. */
const PARAMETER = "sound";

/**
 * Lets in connections that carry the sound of a page that is there already, apart from its picture: nothing of it waits behind a frame then. Who has
 * a page's ticket has been told it by that page's own connection.
 */
export class SoundDoor {
  readonly #pages = new Map<string, (socket: WebSocket) => void>();

  /** The ticket in a request's address; undefined where it is about no sound. */
  static ticketOf(address: string | undefined): string | undefined {
    return new URLSearchParams(address?.split("?", 2)[1]).get(PARAMETER) ?? undefined;
  }

  /** A page may come, with this ticket, until disposed; `enter` gets its connection. */
  admit(enter: (socket: WebSocket) => void): Disposable & { ticket: string } {
    const ticket = randomBytes(16).toString("hex");
    this.#pages.set(ticket, enter);
    return { ticket, [Symbol.dispose]: () => void this.#pages.delete(ticket) };
  }

  /** Somebody came with a ticket; with one that is no good they are put out. */
  open(ticket: string, socket: WebSocket): void {
    const enter = this.#pages.get(ticket);
    if (enter) {
      enter(socket);
    } else {
      socket.on("error", () => undefined);
      socket.close(1008, "no page has this ticket");
    }
  }
}
