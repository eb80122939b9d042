import x11, { type Display, type Extensions, type XClient, type XEvent } from "x11";

type ReplyTo<T> = (error: Error | null | undefined, value: T) => unknown;

/** `WM_TRANSIENT_FOR`, the last atom that every X server has by itself; X11 protocol, appendix A. */
const LAST_PREDEFINED = 68;

/** One connection to an X server. */
export class XConnection implements Disposable {
  readonly display: Display;
  readonly client: XClient;
  readonly root: number;
  /** Resolves when the connection is gone, for whatever reason. */
  readonly closed: Promise<void>;
  readonly #waiting = new Set<(error: Error) => void>();
  #open: boolean = true;

  private constructor(display: Display) {
    this.display = display;
    this.client = display.client;
    this.root = display.screen[0]?.root ?? 0;
    this.closed = new Promise(resolve => {
      const over = () => {
        this.#giveUp();
        resolve();
      };
      this.client.on("end", over);
      (this.client.stream as unknown as NodeJS.EventEmitter).on("close", over);
    });
    // The package keeps atoms for the whole process, but those of another X server mean something else.
    const { atoms } = this.client;
    this.client.atoms = Object.fromEntries(
      Object.entries(atoms).filter(([, atom]) => atom <= LAST_PREDEFINED),
    );
    // Errors of requests nobody waits for, such as one about a window that has just gone.
    this.client.on("error", () => undefined);
  }

  /** @throws Error where no X server answers at `name` (such as ":1"). */
  static connect(name: string): Promise<XConnection> {
    return new Promise((resolve, reject) => {
      let settled = false;
      const client = x11.createClient({ display: name, shm: false }, (error, display) => {
        if (settled) {
          return;
        }
        settled = true;
        if (error) {
          reject(error);
        } else {
          resolve(new XConnection(display));
        }
      });
      client.on("error", (error: Error) => {
        if (!settled) {
          settled = true;
          reject(error);
        }
      });
    });
  }

  get open(): boolean {
    return this.#open;
  }

  /** Waits for the reply of one request. @throws the X server's error, or Error where the connection goes before. */
  ask<T>(request: (done: ReplyTo<T>) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      if (!this.#open) {
        reject(new Error("the X server has gone"));
        return;
      }
      this.#waiting.add(reject);
      request((error, value) => {
        this.#waiting.delete(reject);
        if (error) {
          reject(error);
        } else {
          resolve(value);
        }
        // Tells the x11 package that the error has been dealt with.
        return true;
      });
    });
  }

  /** Loads an X extension. @throws Error where the server has none. */
  extension<K extends keyof Extensions>(name: K): Promise<Extensions[K]> {
    return this.ask(done => this.client.require(name, done));
  }

  onEvent(listener: (event: XEvent) => void): void {
    this.client.on("event", listener);
  }

  /** Waits until the server has done everything asked so far. */
  async sync(): Promise<void> {
    await this.ask<unknown>(done => this.client.GetInputFocus(done));
  }

  [Symbol.dispose](): void {
    this.#giveUp();
    this.client.stream.destroy();
  }

  /** Nobody waits for a reply that cannot come any more. */
  #giveUp(): void {
    this.#open = false;
    for (const reject of this.#waiting) {
      reject(new Error("the X server has gone"));
    }
    this.#waiting.clear();
  }
}
