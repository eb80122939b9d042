import type { XEvent } from "x11";
import type { XConnection } from "../display/connection.ts";
import type { Atoms } from "./atoms.ts";

/** How long, in ms, an owner may be silent before it is given up. */
const PATIENCE = 5000;
/** Bytes asked for at once; a property is read in as many parts as it takes. */
const PART = 1 << 20;
/** `state` of a PropertyNotify: a new value. */
const NEW_VALUE = 0;

/** A selection's bytes and what the owner says they are. */
export type Converted = { type: string; bytes: Buffer };

/** More came than may. */
export class TooLargeError extends Error {
  override readonly name = "TooLargeError";
}

/** Asks owners of selections for their contents, one after another: ICCCM 2.4 and, for large ones, 2.7.2 (INCR). */
export class SelectionReader {
  readonly #connection: XConnection;
  readonly #window: number;
  readonly #atoms: Atoms;
  readonly #property: number;
  #listener: ((event: XEvent) => void) | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  /** `window` is an own window whose property changes are told of. */
  constructor(connection: XConnection, window: number, atoms: Atoms) {
    this.#connection = connection;
    this.#window = window;
    this.#atoms = atoms;
    this.#property = atoms.of("PORTHOLE_CLIPBOARD");
  }

  /** To be told of every event. */
  onEvent(event: XEvent): void {
    this.#listener?.(event);
  }

  /**
   * Converts `selection` to `target`; `undefined` where the owner refuses.
   * @throws TooLargeError over `most` bytes; Error where the owner says nothing for five seconds or the X server has gone
   */
  convert(selection: string, target: string, most: number): Promise<Converted | undefined> {
    const turn = this.#turn.then(() => this.#convert(selection, target, most));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #convert(selection: string, target: string, most: number): Promise<Converted | undefined> {
    const { client } = this.#connection;
    client.DeleteProperty(this.#window, this.#property);
    const answer = await this.#wait(
      () =>
        client.ConvertSelection(
          this.#window,
          this.#atoms.of(selection),
          this.#atoms.of(target),
          this.#property,
          0,
        ),
      event =>
        event.name === "SelectionNotify" &&
        event.subtype === undefined &&
        event.requestor === this.#window &&
        event.selection === this.#atoms.of(selection) &&
        event.target === this.#atoms.of(target),
    );
    if (answer.property !== this.#property) {
      return undefined;
    }
    // An owner that sends in parts waits until the property is gone; from then on each part is announced.
    const parts = this.#collect();
    const first = await this.#take(most);
    if (first.type !== this.#atoms.of("INCR")) {
      return { type: this.#atoms.name(first.type), bytes: first.data };
    }
    return this.#receive(parts, most);
  }

  async #receive(parts: () => Promise<void>, most: number): Promise<Converted> {
    const all: Buffer[] = [];
    let total = 0;
    for (;;) {
      await parts();
      const { type, data } = await this.#take(most - total);
      if (data.length === 0) {
        return { type: this.#atoms.name(type), bytes: Buffer.concat(all) };
      }
      all.push(data);
      total += data.length;
    }
  }

  /** Counts new values of the property from now on; each call of what it gives waits for the next one. */
  #collect(): () => Promise<void> {
    const isPart = (event: XEvent) =>
      event.name === "PropertyNotify" &&
      event.wid === this.#window &&
      event.atom === this.#property &&
      event.state === NEW_VALUE;
    let come = 0;
    let wake: (() => void) | undefined;
    this.#listener = event => {
      if (isPart(event)) {
        come++;
        wake?.();
      }
    };
    return async () => {
      if (come === 0) {
        await this.#within(
          new Promise<void>(resolve => {
            wake = resolve;
          }),
        );
        wake = undefined;
      }
      come--;
    };
  }

  /** Reads the property and deletes it. */
  async #take(most: number): Promise<{ type: number; data: Buffer }> {
    const { client } = this.#connection;
    const parts: Buffer[] = [];
    let total = 0;
    for (;;) {
      const offset = total / 4;
      const part = await this.#connection.ask<{ type: number; data: Buffer; bytesAfter: number }>(done =>
        client.GetProperty(1, this.#window, this.#property, 0, offset, PART / 4, done),
      );
      parts.push(part.data);
      total += part.data.length;
      if (total + part.bytesAfter > most) {
        client.DeleteProperty(this.#window, this.#property);
        throw new TooLargeError(`over ${most} bytes`);
      }
      if (part.bytesAfter === 0 || part.data.length === 0) {
        return { type: part.type, data: parts.length === 1 ? part.data : Buffer.concat(parts) };
      }
    }
  }

  async #wait(request: () => void, test: (event: XEvent) => boolean): Promise<XEvent> {
    const found = new Promise<XEvent>(resolve => {
      this.#listener = event => {
        if (test(event)) {
          resolve(event);
        }
      };
    });
    request();
    try {
      return await this.#within(found);
    } finally {
      this.#listener = undefined;
    }
  }

  async #within<T>(promise: Promise<T>): Promise<T> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => late.reject(new Error("the owner of the selection does not answer")),
      PATIENCE,
    );
    try {
      return await Promise.race([promise, late.promise, this.#gone()]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #gone(): Promise<never> {
    await this.#connection.closed;
    throw new Error("the X server has gone");
  }
}
