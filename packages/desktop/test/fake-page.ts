import {
  CODEC_BIT,
  type PageMessage,
  PROTOCOL_VERSION,
  pageMessages,
  type ServerMessage,
  SUBPROTOCOL,
  serverMessages,
} from "@porthole/protocol";
import { type ClientOptions, WebSocket } from "ws";
import { waitFor } from "../../../tests/support/wait.ts";

type Kind = ServerMessage["kind"];
type Of<K extends Kind> = Extract<ServerMessage, { kind: K }>;

/** How a fake page behaves. */
export type FakePageOptions = {
  width?: number;
  height?: number;
  codecs?: number;
  /** The monitor, as in `hello.display`; the first unless given. */
  display?: number;
  /** Says that frames are shown, as a page does; on unless given. */
  acknowledge?: boolean;
  /** Leaves out the hello. */
  silent?: boolean;
  socket?: ClientOptions;
};

/** Stands in for a page: speaks the protocol and keeps what it was told. */
export class FakePage implements Disposable {
  readonly #socket: WebSocket;
  readonly received: ServerMessage[] = [];
  /** Arrival of each of {@link received}, in ms. */
  readonly times: number[] = [];
  /** Bytes of all that came. */
  bytes = 0;
  closed: { code: number; reason: string } | undefined;
  /** When it was closed, as {@link times}. */
  closedAt = Number.NaN;
  acknowledge: boolean;

  private constructor(socket: WebSocket, options: FakePageOptions) {
    this.#socket = socket;
    this.acknowledge = options.acknowledge ?? true;
    socket.on("message", data => this.#receive(data as Buffer));
    socket.on("close", (code, reason) => {
      this.closed = { code, reason: reason.toString() };
      this.closedAt = performance.now();
    });
    socket.on("error", () => undefined);
  }

  /** Connects and says hello. @throws Error where the handshake is refused. */
  static async open(url: string, options: FakePageOptions = {}): Promise<FakePage> {
    const socket = new WebSocket(`${url.replace(/^http/, "ws")}socket`, [SUBPROTOCOL], options.socket);
    const page = new FakePage(socket, options);
    await new Promise<void>((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("unexpected-response", (_request, response) =>
        reject(new Error(`refused with ${response.statusCode}`)),
      );
      socket.once("error", reject);
    });
    if (!options.silent) {
      const { width = 800, height = 600, codecs = CODEC_BIT.h264, display = 0 } = options;
      page.send({ kind: "hello", version: PROTOCOL_VERSION, codecs, width, height, scale: 100, display });
    }
    return page;
  }

  send(message: PageMessage): void {
    this.sendRaw(pageMessages.encode(message));
  }

  sendRaw(bytes: Uint8Array | string): void {
    this.#socket.send(bytes);
  }

  /** Presses and releases keys. */
  tap(...keysyms: number[]): void {
    for (const keysym of keysyms) {
      this.send({ kind: "key", keysym, down: true, code: "" });
      this.send({ kind: "key", keysym, down: false, code: "" });
    }
  }

  /** Everything of one kind, in order. */
  of<K extends Kind>(kind: K): Of<K>[] {
    return this.received.filter((message): message is Of<K> => message.kind === kind);
  }

  /** Waits for a message that satisfies `test`. */
  async wait<K extends Kind>(kind: K, test: (message: Of<K>) => boolean = () => true): Promise<Of<K>> {
    return waitFor(`a ${kind}`, () => this.of(kind).find(test));
  }

  /** Waits until nothing has come for `quiet` ms. */
  async settled(quiet = 1200): Promise<void> {
    let seen = -1;
    let since = performance.now();
    await waitFor("silence", () => {
      if (seen !== this.received.length) {
        seen = this.received.length;
        since = performance.now();
      }
      return performance.now() - since > quiet;
    });
  }

  /** Drops what was received, for a page that lives long. */
  forget(): void {
    this.received.length = 0;
    this.times.length = 0;
  }

  /** Goes in order, as a window does that is closed. */
  close(): void {
    this.#socket.close(1001);
  }

  [Symbol.dispose](): void {
    this.#socket.terminate();
  }

  #receive(data: Buffer): void {
    const message = serverMessages.decode(data);
    this.received.push(message);
    this.bytes += data.length;
    this.times.push(performance.now());
    const shown = message.kind === "frame" || (message.kind === "rectangle" && message.last);
    if (shown && this.acknowledge) {
      this.send({ kind: "shown", frame: message.frame, decode: 10, page: 20, queued: 0 });
    }
  }
}
