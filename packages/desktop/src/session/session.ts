import {
  CLOSE,
  type PageMessage,
  PROTOCOL_VERSION,
  pageMessages,
  SEVERITY,
  type ServerMessage,
  serverMessages,
  versionOf,
} from "@porthole/protocol";
import type { WebSocket } from "ws";
import { may } from "../sharing/grant.ts";
import { missing, refusal } from "../sharing/needs.ts";
import type { Person } from "../sharing/person.ts";
import { firstValues } from "../stream-settings.ts";
import type { PageLine, PageLink } from "./page-line.ts";
import { reportFor } from "./report.ts";
import type { SessionHost } from "./sessions.ts";
import { Viewer } from "./viewer.ts";
import { changeSetting, streamFor, tellSettings } from "./wishes.ts";

/** Time, in ms, for a page to say hello. */
const HELLO_WITHIN = 5000;
/** A page that is seen pings every 2 s; after so many ms without a word it counts as gone. */
const SILENCE = 7000;
/** Messages that cannot be read before the connection ends. */
const MOST_MALFORMED = 10;

/** Close codes of a page that does not come back: closed in order, going away, no code (RFC 6455, 7.4.1). */
const LEAVING: ReadonlySet<number> = new Set([1000, 1001, 1005]);

type Hello = Extract<PageMessage, { kind: "hello" }>;

/** One connection, from handshake to close. */
export class Session implements Disposable {
  readonly #socket: WebSocket;
  readonly #host: SessionHost;
  /** Who is at the page. */
  readonly person: Person;
  readonly #helloTimer: NodeJS.Timeout;
  /** Starts again with each message. */
  readonly #silence: NodeJS.Timeout;
  #viewer: Viewer | undefined;
  /** Number of the monitor that is shown. */
  #monitor: number | undefined;
  /** Code of the close, RFC 6455. */
  #code = 0;
  /** The page's part in each area. */
  #links: readonly PageLink[] = [];
  /** The page was told of something that its person may not do. */
  #refused = false;
  #malformed = 0;
  #probed = 0;
  /** Bits of the page's `hello.codecs`. */
  #codecs = 0;
  #disposed: boolean = false;
  /** Answered the last liveness probe. */
  alive: boolean = true;

  constructor(socket: WebSocket, host: SessionHost, person: Person) {
    this.#socket = socket;
    this.#host = host;
    this.person = person;
    this.#helloTimer = setTimeout(() => this.#close(CLOSE.order, "no hello"), HELLO_WITHIN);
    this.#silence = setTimeout(() => this.#onSilence(), SILENCE).unref();
    socket.on("message", (data, isBinary) => this.#receive(data, isBinary));
    socket.on("close", code => {
      this.#code = code;
    });
    socket.on("pong", () => {
      this.alive = true;
      const now = performance.now();
      this.#viewer?.flow.onRoundTrip(now - this.#probed, now);
    });
    // What follows an error is a close; that is where things end.
    socket.on("error", error => {
      if (isMalformed(error)) {
        host.countMalformed();
      }
    });
  }

  get viewer(): Viewer | undefined {
    return this.#viewer;
  }

  send(message: ServerMessage): void {
    if (this.#viewer) {
      this.#viewer.send(message);
    } else {
      this.#socket.send(serverMessages.encode(message), { binary: true });
    }
  }

  /** Sends a liveness probe; a socket that did not answer the last one is cut. */
  probe(): void {
    if (this.alive) {
      this.alive = false;
      this.#ping();
    } else {
      this.#socket.terminate();
    }
  }

  #ping(): void {
    this.#probed = performance.now();
    this.#socket.ping();
  }

  /** Measures the line's round trip without a frame's length, where frames are on their way. Gives whether they are. */
  measure(): boolean {
    const isBusy = this.#viewer !== undefined && this.#viewer.flow.onTheWay > 0;
    if (isBusy) {
      this.#ping();
    }
    return isBusy;
  }

  /** Ends it from this side. */
  end(code: number, reason: string): void {
    this.#close(code, reason);
  }

  [Symbol.dispose](): void {
    if (this.#disposed) {
      return;
    }
    this.#disposed = true;
    clearTimeout(this.#helloTimer);
    clearTimeout(this.#silence);
    for (const link of this.#links) {
      link[Symbol.dispose]();
    }
    this.#viewer?.relay.remove(this.#viewer);
    if (this.#monitor !== undefined) {
      this.#host.monitors.leave(this.#monitor, LEAVING.has(this.#code));
    }
  }

  #onSilence(): void {
    if (this.#viewer?.visible) {
      for (const link of this.#links) {
        link.onSilence?.();
      }
    }
  }

  #receive(data: unknown, isBinary: boolean): void {
    this.alive = true;
    this.#silence.refresh();
    if (!isBinary || !Buffer.isBuffer(data)) {
      this.#refuse();
      return;
    }
    const version = this.#viewer ? undefined : versionOf(data);
    if (version !== undefined && version !== PROTOCOL_VERSION) {
      this.#refuseVersion(version);
      return;
    }
    let message: PageMessage;
    try {
      message = pageMessages.decode(data);
    } catch {
      this.#refuse();
      return;
    }
    this.#handle(message);
  }

  #refuse(): void {
    this.#host.countMalformed();
    if (++this.#malformed >= MOST_MALFORMED) {
      this.#close(CLOSE.malformed, "too many messages that cannot be read");
    }
  }

  #refuseVersion(version: number): void {
    const text = `The page speaks version ${version} of the protocol, the server version ${PROTOCOL_VERSION}. Reload the page.`;
    this.#welcome();
    this.send({ kind: "notice", severity: SEVERITY.error, id: "version", text });
    this.#close(CLOSE.version, "version");
  }

  #welcome(): void {
    this.send({ kind: "welcome", version: PROTOCOL_VERSION, ...this.#host.identity });
  }

  #handle(message: PageMessage): void {
    const viewer = this.#viewer;
    if (message.kind === "hello" || !viewer) {
      if (message.kind === "hello" && !viewer) {
        this.#greet(message);
      } else {
        this.#close(CLOSE.order, viewer ? "a second hello" : `${message.kind} before hello`);
      }
      return;
    }
    const action = missing(this.person.grant, message);
    if (action !== undefined) {
      this.#refuseAction(refusal(this.person.grant, action));
    } else if (!this.#links.some(link => link.handle(message))) {
      this.#handlePicture(message, viewer);
    }
  }

  #refuseAction(text: string): void {
    this.#host.countRefused();
    if (!this.#refused) {
      this.#refused = true;
      this.send({ kind: "notice", severity: SEVERITY.warning, id: "not-allowed", text });
    }
  }

  #handlePicture(message: PageMessage, viewer: Viewer): void {
    const { display } = this.#host;
    switch (message.kind) {
      case "ping":
        viewer.send({ kind: "pong", sent: message.sent, now: performance.timeOrigin + performance.now() });
        return;
      case "shown":
        viewer.flow.onShown(message.frame, message.page / 10, performance.now());
        break;
      case "keyframe":
        viewer.flow.restart();
        break;
      case "visibility":
        viewer.visible = message.visible;
        viewer.flow.restart();
        break;
      case "watch":
        viewer.watching = message.on;
        if (message.on) {
          viewer.send(reportFor(viewer, performance.now()));
        }
        return;
      case "setting":
        changeSetting(this.#host, viewer, this.#codecs, message);
        return;
      case "resize":
        void display.resize(viewer.relay.display, message);
        return;
      default:
        return;
    }
    viewer.relay.update();
  }

  #greet(hello: Hello): void {
    clearTimeout(this.#helloTimer);
    const { display } = this.#host;
    this.#welcome();
    const wishes = firstValues(this.#host.bounds);
    this.#codecs = hello.codecs;
    const stream = streamFor(this.#host, hello.codecs, wishes);
    if (!stream) {
      const text = "This browser decodes none of the picture formats that this server can send.";
      this.send({ kind: "notice", severity: SEVERITY.error, id: "no-codec", text });
      return;
    }
    const sizes = may(this.person.grant, "displaySize");
    const monitor = this.#host.monitors.join(hello.display, sizes);
    if (!monitor) {
      const text = "The desktop has as many monitors as it can have. Close another one's window first.";
      this.send({ kind: "notice", severity: SEVERITY.error, id: "no-monitor", text });
      return;
    }
    this.#monitor = monitor.number;
    const viewer = new Viewer(this.#socket, monitor.relay, stream, wishes);
    this.#viewer = viewer;
    tellSettings(this.#host, viewer);
    // Answered by the browser itself, before the first frame is: so the line's round trip is known without a queue.
    this.#ping();
    const line: PageLine = {
      person: this.person,
      monitor: monitor.number,
      send: message => viewer.send(message),
      buffered: () => viewer.buffered,
      end: (code, reason) => this.#close(code, reason),
      regranted: () => {
        this.#refused = false;
        for (const link of this.#links) {
          link.onGrant?.();
        }
      },
    };
    this.#links = this.#host.areas.map(join => join(line));
    if (display.cursor) {
      viewer.showCursor(display.cursor);
    }
    if (!display.up) {
      viewer.send(this.#host.displayNotice(false));
    }
    // Only then, so that the first key frame already has the page's size.
    const sized = sizes ? display.resize(monitor.number, hello) : Promise.resolve();
    void sized.then(() => this.#join(viewer));
  }

  #join(viewer: Viewer): void {
    if (!this.#disposed) {
      viewer.relay.add(viewer);
    }
  }

  #close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }
}

/** Whether what came was no frame as RFC 6455 has it, or too long a one; by the codes that `ws` gives its errors. */
function isMalformed(error: Error): boolean {
  return "code" in error && String(error.code).startsWith("WS_ERR_");
}
