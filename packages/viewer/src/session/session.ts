import {
  CLOSE,
  type PageMessage,
  PROTOCOL_VERSION,
  ProtocolError,
  pageMessages,
  type ServerMessage,
  SUBPROTOCOL,
  serverMessages,
  versionOf,
} from "@porthole/protocol";
import type { Link } from "../bridge.ts";
import { backOff } from "./back-off.ts";

/** Milliseconds: a ping while the page is seen, one while it is hidden, and how many missed ones mean a dead line. */
const PING = { seen: 2000, hidden: 20_000, missed: 3 } as const;
/** Messages the server may send that cannot be read before the line is closed. */
const UNREADABLE_MOST = 16;

/** What a session needs and tells. */
export type SessionEvents = {
  /** Asked at each connection. */
  hello(): PageMessage;
  onLink(link: Link): void;
  /** `bytes` is the size of the message on the wire. */
  onMessage(message: ServerMessage, bytes: number): void;
  /** A ping came back: sent and received in ms on `performance.now()`, and the server's clock then. */
  onPong(sent: number, received: number, server: number): void;
  /** A message came that cannot be read. */
  onUnreadable(): void;
};

/** A connection that comes back by itself. */
export type Session = {
  send(message: PageMessage): void;
  /** Bytes that wait in the socket. */
  buffered(): number;
  setVisible(visible: boolean): void;
  /** Tries again at once if the line is down, and looks whether it still lives if it seems up. */
  wake(): void;
  /** Ends this connection and makes a new one, with a new `hello`. */
  restart(): void;
};

/** Connects to `url` and stays connected. Stops for good only where the two ends speak different versions. */
export function openSession(url: string, visible: boolean, events: SessionEvents): Session {
  let socket: WebSocket | undefined;
  let welcomed = false;
  let lastSession: number | undefined;
  let failures = 0;
  let unreadable = 0;
  let heard = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let pinger: ReturnType<typeof setInterval> | undefined;
  let ended = false;
  /** The server has said that its page will be another one. */
  let outdated = false;

  const interval = () => (visible ? PING.seen : PING.hidden);

  function connect(): void {
    clearTimeout(retry);
    retry = undefined;
    welcomed = false;
    unreadable = 0;
    heard = performance.now();
    events.onLink({ state: "connecting" });
    const mine = new WebSocket(url, SUBPROTOCOL);
    socket = mine;
    mine.binaryType = "arraybuffer";
    mine.onopen = () => {
      heard = performance.now();
      mine.send(pageMessages.encode(events.hello()));
    };
    mine.onmessage = event => {
      if (socket === mine) {
        onData(event.data);
      }
    };
    mine.onclose = event => {
      if (socket === mine) {
        onClose(event.code);
      }
    };
    startPinger();
  }

  function startPinger(): void {
    clearInterval(pinger);
    pinger = setInterval(onTick, interval());
  }

  function onTick(): void {
    const now = performance.now();
    if (now - heard > interval() * PING.missed - 50) {
      lose(1);
    } else if (welcomed) {
      post({ kind: "ping", sent: now });
    }
  }

  function onData(data: unknown): void {
    heard = performance.now();
    if (!(data instanceof ArrayBuffer)) {
      onUnreadable();
      return;
    }
    const bytes = new Uint8Array(data);
    const version = welcomed ? undefined : versionOf(bytes);
    if (version !== undefined && version !== PROTOCOL_VERSION) {
      end(version > PROTOCOL_VERSION ? "server" : "page");
      return;
    }
    let message: ServerMessage;
    try {
      message = serverMessages.decode(bytes);
    } catch (error) {
      if (!(error instanceof ProtocolError)) {
        throw error;
      }
      onUnreadable();
      return;
    }
    if (message.kind === "welcome" && outdated) {
      ended = true;
      drop();
      events.onLink({ state: "outdated" });
      return;
    }
    if (message.kind === "welcome") {
      welcomed = true;
      failures = 0;
      const restarted = lastSession !== undefined && lastSession !== message.session;
      lastSession = message.session;
      events.onLink({ state: "open", title: message.title, server: message.server, restarted });
      if (!visible) {
        post({ kind: "visibility", visible });
      }
    } else if (message.kind === "pong") {
      events.onPong(message.sent, performance.now(), message.now);
    }
    events.onMessage(message, bytes.length);
  }

  function onUnreadable(): void {
    events.onUnreadable();
    unreadable += 1;
    if (unreadable > UNREADABLE_MOST) {
      socket?.close(CLOSE.malformed, "too many messages that cannot be read");
    }
  }

  function onClose(code: number): void {
    if (code === CLOSE.version && !ended) {
      // The server said no more than that the versions differ. A page that is still open is most often the older end.
      end("server");
    } else if (code === CLOSE.revoked && !ended) {
      ended = true;
      drop();
      events.onLink({ state: "revoked" });
    } else {
      outdated ||= code === CLOSE.outdated;
      if (!welcomed) {
        void lookForSignIn();
      }
      lose(failures + 1);
    }
  }

  /** A browser does not tell why a socket was refused; the page's own address does. */
  async function lookForSignIn(): Promise<void> {
    const page = new URL(".", url.replace(/^ws/, "http"));
    const answer = await fetch(page, { method: "HEAD", headers: { Accept: "text/html" } }).catch(
      () => undefined,
    );
    if (answer?.status === 401 && !ended && !welcomed) {
      events.onLink({ state: "signedOut" });
    }
  }

  /** The line is down: forget the socket and try again later. */
  function lose(count: number): void {
    drop();
    failures = count;
    if (!ended) {
      events.onLink({ state: "lost" });
      retry = setTimeout(connect, backOff(failures));
    }
  }

  function end(newer: "server" | "page"): void {
    ended = true;
    drop(CLOSE.version);
    events.onLink({ state: "mismatch", newer });
  }

  function drop(code?: number): void {
    clearInterval(pinger);
    const old = socket;
    socket = undefined;
    welcomed = false;
    old?.close(code);
  }

  function post(message: PageMessage): void {
    if (welcomed && socket?.readyState === WebSocket.OPEN) {
      socket.send(pageMessages.encode(message));
    }
  }

  function wake(): void {
    if (retry !== undefined && !ended) {
      connect();
    } else if (socket) {
      // A line that slept or lost its network may be dead without knowing: one ping to answer, not three.
      heard = performance.now() - interval() * (PING.missed - 1);
      startPinger();
      post({ kind: "ping", sent: performance.now() });
    }
  }

  connect();
  return {
    send: post,
    buffered: () => socket?.bufferedAmount ?? 0,
    wake,
    setVisible(now) {
      visible = now;
      post({ kind: "visibility", visible });
      wake();
    },
    restart() {
      drop();
      if (!ended) {
        connect();
      }
    },
  };
}
