import { CLOSE, SEVERITY, type ServerMessage } from "@porthole/protocol";
import type { WebSocket } from "ws";
import type { Cursor } from "../display/cursor.ts";
import type { DesktopDisplay } from "../display/desktop-display.ts";
import type { StreamName } from "../encode/encoder.ts";
import type { Visitor } from "../sharing/person.ts";
import type { StreamBounds } from "../stream-settings.ts";
import type { Monitors } from "./monitors.ts";
import type { Area } from "./page-line.ts";
import { reportFor } from "./report.ts";
import { Session } from "./session.ts";

/** Time, in ms, between liveness probes. */
const PROBE_INTERVAL = 15_000;
/** Time, in ms, between two `statistics` messages, and between looks whether there is anything to tell or to measure again. */
const REPORT_INTERVAL = 1000;
const LOOK_INTERVAL = 4000;
/** "Going away" and "policy violation", RFC 6455. A page comes back after either, and is then asked to sign in where it must. */
const GOING_AWAY = 1001;
const NOT_SIGNED_IN = 1008;

/** What a session needs of the server. */
export type SessionHost = {
  display: DesktopDisplay;
  monitors: Monitors;
  /** What a page takes part in beside the picture; a message goes to the first that knows it. */
  areas: readonly Area[];
  /** What `welcome` tells of the server. */
  identity: { server: string; session: number; title: string };
  /** What pages may change of the stream. */
  bounds: StreamBounds;
  /** Streams that cannot be had here. */
  unavailable: ReadonlyMap<StreamName, string>;
  countMalformed(): void;
  /** A message asked for what its sender may not do. */
  countRefused(): void;
  displayNotice(up: boolean): ServerMessage;
};

/** Every open connection. */
export class Sessions implements Disposable {
  readonly #host: SessionHost;
  readonly #sessions = new Set<Session>();
  readonly #timer: NodeJS.Timeout;
  #reporter: NodeJS.Timeout;
  #malformed = 0;
  #refused = 0;
  /** Number of the latest person. */
  #person = 0;

  constructor(host: Omit<SessionHost, "countMalformed" | "countRefused" | "displayNotice">) {
    this.#host = {
      ...host,
      countMalformed: () => {
        this.#malformed++;
      },
      countRefused: () => {
        this.#refused++;
      },
      displayNotice,
    };
    this.#timer = setInterval(() => this.#probe(), PROBE_INTERVAL);
    this.#timer.unref();
    this.#reporter = setTimeout(() => this.#report(), LOOK_INTERVAL).unref();
  }

  get count(): number {
    return this.#sessions.size;
  }

  /** Messages that could not be read, since the start. */
  get malformed(): number {
    return this.#malformed;
  }

  /** Messages that asked for what their sender may not do, since the start. */
  get refused(): number {
    return this.#refused;
  }

  /** How long, in ms, the frames on the way to pages wait in their lines, the longest; `undefined` while none are. */
  get waiting(): number | undefined {
    const waits = [...this.#sessions].flatMap(({ viewer }) =>
      viewer && viewer.flow.onTheWay > 0 ? [viewer.flow.queue] : [],
    );
    return waits.length > 0 ? Math.max(...waits) : undefined;
  }

  /** Takes over the open socket of a visitor. */
  add(socket: WebSocket, visitor: Visitor): void {
    const session = new Session(socket, this.#host, { ...visitor, id: ++this.#person });
    this.#sessions.add(session);
    socket.on("close", () => {
      this.#sessions.delete(session);
      session[Symbol.dispose]();
      if (this.#sessions.size === 0) {
        this.#host.display.keyboard?.reset();
      }
    });
  }

  /** Tells every page. */
  broadcast(message: ServerMessage): void {
    for (const session of this.#sessions) {
      session.viewer?.send(message);
    }
  }

  /** Shows every page the pointer's picture. */
  showCursor(cursor: Cursor): void {
    for (const session of this.#sessions) {
      session.viewer?.showCursor(cursor);
    }
  }

  /** Has every page load itself again, once a server is there to load it from. */
  outdate(): void {
    for (const session of this.#sessions) {
      session.end(CLOSE.outdated, "another page is coming");
    }
  }

  /** Tells every page that the display came or went. */
  announceDisplay(up: boolean): void {
    this.broadcast(displayNotice(up));
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    clearTimeout(this.#reporter);
    for (const session of this.#sessions) {
      session.end(GOING_AWAY, "the server stops");
    }
  }

  #report(): void {
    let isBusy = false;
    for (const session of this.#sessions) {
      const { viewer } = session;
      isBusy = session.measure() || viewer?.watching || isBusy;
      if (viewer?.watching) {
        viewer.send(reportFor(viewer, performance.now()));
      }
    }
    this.#reporter = setTimeout(() => this.#report(), isBusy ? REPORT_INTERVAL : LOOK_INTERVAL).unref();
  }

  #probe(): void {
    const now = Date.now();
    for (const session of this.#sessions) {
      if ((session.person.until ?? Number.POSITIVE_INFINITY) <= now) {
        session.end(NOT_SIGNED_IN, "the sign-in has ended");
      }
      // A page that does not answer the close either is cut by the next one.
      session.probe();
    }
  }
}

/** Said while the X server is away, and taken back when it is there again. */
function displayNotice(up: boolean): ServerMessage {
  const text = "The desktop's display is not running. The picture comes back by itself as soon as it is.";
  return { kind: "notice", severity: SEVERITY.warning, id: "display-gone", text: up ? "" : text };
}
