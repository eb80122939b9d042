import { EventEmitter, once } from "node:events";
import x11, { type XEvent } from "x11";
import type { XConnection } from "../display/connection.ts";
import type { Atoms } from "./atoms.ts";
import type { Content } from "./content.ts";
import { answerOf, fromUtf8, offered } from "./targets.ts";

/** Bytes of a property from which on they go in parts (INCR), and of such a part: a request holds 256 KiB. */
const PART = 192 * 1024;
/** How long, in ms, a requestor may take for a part before it is given up. */
const PATIENCE = 10_000;
/** How long, in ms, a requestor waits for bytes that a page is still sending; toolkits give up after about as long. */
const LONGEST_WAIT = 20_000;
const REPLACE = 0;
/** `state` of a PropertyNotify: deleted. */
const DELETED = 1;

type Request = { requestor: number; selection: number; target: number; property: number; time: number };
/** What a property is to become. */
type Value = { type: string; format: 8 | 32; bytes: Uint8Array };

/** Answers applications that ask for a selection: ICCCM 2.2, 2.6 and 2.7.2. */
export class SelectionOwner {
  readonly #connection: XConnection;
  readonly #atoms: Atoms;
  readonly #parts = new EventEmitter();
  /** How many properties of a window are being written in parts. */
  readonly #writing = new Map<number, number>();
  #content: Content = new Map();
  #since = 0;

  constructor(connection: XConnection, atoms: Atoms) {
    this.#connection = connection;
    this.#atoms = atoms;
    this.#parts.setMaxListeners(0);
  }

  /** What is offered from now on. */
  set content(content: Content) {
    this.#content = content;
  }

  /** X server time since which the selection is owned. */
  set since(time: number) {
    this.#since = time;
  }

  /** To be told of every event. */
  onEvent(event: XEvent): void {
    if (event.name === "SelectionRequest") {
      void this.#answer(event as XEvent & Request);
    } else if (event.name === "PropertyNotify" && event.state === DELETED) {
      this.#parts.emit(`${event.wid} ${event.atom}`);
    }
  }

  async #answer(request: Request): Promise<void> {
    // Clients older than ICCCM name no property; they mean that of the target.
    const property = request.property || request.target;
    const done = await this.#put({ ...request, property }).catch(() => false);
    if (!this.#connection.open) {
      return;
    }
    this.#connection.client.SendEvent(request.requestor, 0, 0, {
      name: "SelectionNotify",
      seq: 0,
      time: request.time,
      requestor: request.requestor,
      selection: request.selection,
      target: request.target,
      property: done ? property : 0,
    });
  }

  /** Puts what is asked for where it is asked to; whether there is such a thing. */
  async #put(request: Request): Promise<boolean> {
    if (this.#atoms.name(request.target) === "MULTIPLE") {
      return this.#putMany(request);
    }
    const value = await this.#value(this.#atoms.name(request.target));
    if (value) {
      this.#write(request, value);
    }
    return value !== undefined;
  }

  /** Pairs of target and property; the property of what cannot be had becomes None. */
  async #putMany(request: Request): Promise<boolean> {
    const { client } = this.#connection;
    const { data } = await this.#connection.ask<{ data: Buffer }>(done =>
      client.GetProperty(0, request.requestor, request.property, 0, 0, 256, done),
    );
    const pairs = Buffer.from(data);
    for (let at = 0; at + 8 <= pairs.length; at += 8) {
      const [target, property] = [pairs.readUInt32LE(at), pairs.readUInt32LE(at + 4)];
      const nested = this.#atoms.name(target) === "MULTIPLE";
      if (
        nested ||
        property === 0 ||
        !(await this.#put({ ...request, target, property }).catch(() => false))
      ) {
        pairs.writeUInt32LE(0, at + 4);
      }
    }
    client.ChangeProperty(
      REPLACE,
      request.requestor,
      request.property,
      this.#atoms.of("ATOM_PAIR"),
      32,
      pairs,
    );
    return true;
  }

  async #value(target: string): Promise<Value | undefined> {
    if (target === "TARGETS") {
      const names = ["TARGETS", "TIMESTAMP", "MULTIPLE", ...offered(this.#content.keys())];
      return { type: "ATOM", format: 32, bytes: words(names.map(name => this.#atoms.of(name))) };
    }
    if (target === "TIMESTAMP") {
      return { type: "INTEGER", format: 32, bytes: words([this.#since]) };
    }
    const answer = answerOf(target);
    const held = answer && this.#content.get(answer.format);
    if (!held) {
      return undefined;
    }
    const bytes = await within(held.data, LONGEST_WAIT);
    return { type: answer.type, format: 8, bytes: fromUtf8(bytes, answer.type) };
  }

  #write({ requestor, property }: Request, { type, format, bytes }: Value): void {
    const { client } = this.#connection;
    if (bytes.length <= PART) {
      client.ChangeProperty(REPLACE, requestor, property, this.#atoms.of(type), format, bufferOf(bytes));
      return;
    }
    // Told of its deletions before it can be deleted.
    this.#watch(requestor, 1);
    client.ChangeProperty(REPLACE, requestor, property, this.#atoms.of("INCR"), 32, words([bytes.length]));
    void this.#writeParts(requestor, property, type, bytes);
  }

  /** Each part goes when the one before was taken, an empty one last. A requestor that stops asking is left alone. */
  async #writeParts(requestor: number, property: number, type: string, bytes: Uint8Array): Promise<void> {
    const { client } = this.#connection;
    try {
      for (let at = 0; ; at += PART) {
        await once(this.#parts, `${requestor} ${property}`, { signal: AbortSignal.timeout(PATIENCE) });
        const part = bytes.subarray(Math.min(at, bytes.length), at + PART);
        client.ChangeProperty(REPLACE, requestor, property, this.#atoms.of(type), 8, bufferOf(part));
        if (part.length === 0) {
          break;
        }
      }
    } catch {
      // It has gone, or wants no more.
    }
    if (this.#connection.open) {
      this.#watch(requestor, -1);
    }
  }

  #watch(window: number, change: 1 | -1): void {
    const count = (this.#writing.get(window) ?? 0) + change;
    const eventMask = count > 0 ? x11.eventMask.PropertyChange : 0;
    this.#connection.client.ChangeWindowAttributes(window, { eventMask });
    if (count > 0) {
      this.#writing.set(window, count);
    } else {
      this.#writing.delete(window);
    }
  }
}

async function within<T>(promise: Promise<T>, milliseconds: number): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error("the page's bytes do not come")), milliseconds);
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function words(values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => void buffer.writeUInt32LE(value >>> 0, index * 4));
  return buffer;
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
