import { chmod, rm } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { Effects, type Rumble } from "./effects.ts";
import { AT_REST, changesFor, firstFor, type PadState, type PadView } from "./pad-state.ts";

/** Bytes that may wait for a program; one that reads no more is let go. */
const MOST_WAITING = 64 * 1024;
/** Mode of a device's node. Setting it, changed or not, is what programs that watch the folder notice. */
const NODE_MODE = 0o660;

/** A program that has opened the pad. */
type Reader = { socket: Socket; view: PadView };

/** Where a pad is found: the socket that native/pads.c connects to, and the nodes that programs look for. */
export type PadPlace = { socket: string; nodes: readonly string[] };

/** One gamepad of the desktop. It is there for programs while somebody plays it. */
export class Pad {
  readonly #place: PadPlace;
  readonly #readers = new Set<Reader>();
  #server: Server | undefined;
  #state: PadState = AT_REST;
  /** Its motors shall do this. */
  onRumble: (rumble: Rumble) => void = () => undefined;
  onFailure: (error: unknown) => void = () => undefined;

  constructor(place: PadPlace) {
    this.#place = place;
  }

  get plugged(): boolean {
    return this.#server !== undefined;
  }

  /** Shows it to programs. */
  plug(): void {
    if (this.#server) {
      return;
    }
    this.#state = AT_REST;
    const server = createServer(socket => this.#welcome(socket));
    this.#server = server;
    server.on("error", error => this.onFailure(error));
    // A server that was killed leaves its socket behind.
    rm(this.#place.socket, { force: true }).then(
      () => {
        if (this.#server === server) {
          server.listen(this.#place.socket, () => this.#announce());
        }
      },
      error => this.onFailure(error),
    );
  }

  /** Lets every button go and takes it from programs. */
  unplug(): void {
    this.play(AT_REST);
    this.#server?.close();
    this.#server = undefined;
    for (const { socket } of this.#readers) {
      socket.end();
    }
    this.#readers.clear();
    this.#announce();
  }

  /** Its buttons and sticks are so now. */
  play(state: PadState): void {
    const now = Date.now();
    for (const { socket, view } of this.#readers) {
      const changes = changesFor(view, this.#state, state, now);
      if (socket.writableLength > MOST_WAITING) {
        socket.destroy();
      } else if (changes.length > 0) {
        socket.write(changes);
      }
    }
    this.#state = state;
  }

  #welcome(socket: Socket): void {
    socket.on("error", () => undefined);
    // Two bytes: what was opened, and the size of a word. See native/pads.c.
    socket.once("readable", () => {
      const hello: Buffer | null = socket.read(2);
      const word = hello?.[1] === 4 ? 4 : 8;
      const view: PadView = hello?.[0] === 0x6a ? { kind: "joystick" } : { kind: "events", word };
      if (!hello || !this.#server) {
        socket.destroy();
        return;
      }
      const reader = { socket, view };
      const effects = new Effects(word);
      let rumbling = false;
      const rumble = (wish: Rumble | undefined) => {
        if (wish) {
          rumbling = wish.duration > 0;
          this.onRumble(wish);
        }
      };
      this.#readers.add(reader);
      socket.write(firstFor(view, this.#state, Date.now()));
      socket.on("data", (data: Buffer) => rumble(effects.take(data)));
      socket.on("close", () => {
        this.#readers.delete(reader);
        rumble(rumbling ? { strong: 0, weak: 0, duration: 0 } : undefined);
      });
    });
  }

  #announce(): void {
    for (const node of this.#place.nodes) {
      chmod(node, NODE_MODE).catch(error => this.onFailure(error));
    }
  }
}
