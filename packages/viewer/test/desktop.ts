import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { extname, join } from "node:path";
import {
  CODEC,
  CODEC_BIT,
  type PageMessage,
  PROTOCOL_VERSION,
  pageMessages,
  type ServerMessage,
  SOCKET_PATH,
  SUBPROTOCOL,
  serverMessages,
} from "@porthole/protocol";
import { type WebSocket, WebSocketServer } from "ws";
import { type AccessUnit, accessUnits } from "./access-units.ts";

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".webmanifest": "application/manifest+json",
};
/** The real server's policy, for a page with these scripts and styles in it. */
const policyOf = (page: string) =>
  ["script", "style"].map(tag => `${tag}-src 'self' ${hashes(page, tag)}; `).join("") + POLICY;
const hashes = (page: string, tag: string) =>
  Array.from(page.matchAll(new RegExp(`<${tag}>(.*?)</${tag}>`, "gs")), ([, text = ""]) => {
    const hash = createHash("sha256").update(text).digest("base64");
    return `'sha256-${hash}'`;
  }).join(" ");
const POLICY = [
  "default-src 'none'",
  "worker-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "manifest-src 'self'",
].join("; ");

const fixture = (name: string) => readFileSync(join(import.meta.dirname, "fixtures", name));
/** Real streams and a real JPEG; see fixtures/make.ts. */
export const SCENE = { width: 640, height: 360, units: accessUnits(fixture("scene.h264")) };
/** Two frames, larger. */
export const LARGE = { width: 800, height: 600, units: accessUnits(fixture("large.h264")) };
/** 160×90 of one colour. */
export const TILE_JPEG = fixture("tile.jpg");

type Hello = Extract<PageMessage, { kind: "hello" }>;
type Scene = { width: number; height: number; units: readonly AccessUnit[] };

/** One page that has said hello. */
export type Client = {
  hello: Hello;
  /** Everything the page has said, in order, pings left out. */
  received: PageMessage[];
  closed: Promise<{ code: number }>;
  isOpen(): boolean;
  send(message: ServerMessage): void;
  sendBytes(bytes: Uint8Array): void;
  /** Ends the connection without a word, as a broken network does. */
  cut(): void;
  close(code: number): void;
  /** Answers no more, as a machine does that is gone without a word. */
  mute(): void;
  welcome(session?: number): void;
  /** Streams a scene: `display`, then its frames, the first `count` of them. Frame numbers from `first`. */
  stream(scene: Scene, count?: number, first?: number): void;
  /** Sends a frame of JPEG tiles at these points on a display of 640×360. */
  tiles(frame: number, points: readonly (readonly [number, number])[]): void;
};

/** A server that speaks the real protocol and does what a test tells it. */
export type TestDesktop = AsyncDisposable & {
  port: number;
  clients: Client[];
  /** Paths asked for, in order. */
  requests: string[];
  /** Whether the connection of a request for this path is cut, as a network does that changes. */
  cuts(path: string): boolean;
  /** While false, no connection is taken. */
  accept: boolean;
  url(host?: string): string;
};

/** Serves a built page below `/some/folder/` with the policy of the real server; `onClient` is called at each `hello`. */
export async function openTestDesktop(
  folder: string,
  onClient: (client: Client) => void,
): Promise<TestDesktop> {
  const base = "/some/folder/";
  const clients: Client[] = [];
  const requests: string[] = [];
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => SUBPROTOCOL });

  async function onRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? "";
    requests.push(path);
    if (desktop.cuts(path)) {
      request.socket.destroy();
      return;
    }
    const name = path === base ? "index.html" : path.startsWith(base) ? path.slice(base.length) : "none";
    try {
      const body = await readFile(join(folder, name));
      response.setHeader("content-security-policy", policyOf(body.toString()));
      response.setHeader("content-type", TYPES[extname(name)] ?? "application/octet-stream");
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  }

  /** Every TCP connection, upgraded or not, so that none can hold the server open. */
  const connections = new Set<Socket>();
  const server = createServer((request, response) => void onRequest(request, response));
  const desktop: TestDesktop = {
    port: 0,
    clients,
    requests,
    cuts: () => false,
    accept: true,
    url: (host = "localhost") => `http://${host}:${desktop.port}${base}`,
    async [Symbol.asyncDispose]() {
      const closed = new Promise(done => server.close(done));
      for (const socket of connections) {
        socket.destroy();
      }
      await closed;
    },
  };
  server.on("connection", socket => {
    connections.add(socket);
    socket.on("close", () => connections.delete(socket));
  });
  server.on("upgrade", (request, socket, head) => {
    if (!desktop.accept || request.url !== base + SOCKET_PATH) {
      socket.destroy();
      return;
    }
    sockets.handleUpgrade(request, socket, head, web => serve(web, clients, onClient));
  });
  await new Promise<void>(done => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  desktop.port = typeof address === "object" && address ? address.port : 0;
  return desktop;
}

function serve(web: WebSocket, clients: Client[], onClient: (client: Client) => void): void {
  web.binaryType = "nodebuffer";
  const received: PageMessage[] = [];
  const send = (message: ServerMessage) => web.send(serverMessages.encode(message));
  const closed = new Promise<{ code: number }>(done => web.on("close", code => done({ code })));
  web.on("message", data => {
    const message = pageMessages.decode(data as Buffer);
    if (message.kind === "ping") {
      send({ kind: "pong", sent: message.sent, now: Date.now() });
      return;
    }
    received.push(message);
    if (message.kind === "hello") {
      const client = clientOf(web, message, received, closed);
      clients.push(client);
      onClient(client);
    }
  });
}

function clientOf(
  web: WebSocket,
  hello: Hello,
  received: PageMessage[],
  closed: Promise<{ code: number }>,
): Client {
  const send = (message: ServerMessage) => web.send(serverMessages.encode(message));
  return {
    hello,
    received,
    closed,
    isOpen: () => web.readyState === web.OPEN,
    send,
    sendBytes: bytes => web.send(bytes),
    cut: () => web.terminate(),
    close: code => web.close(code),
    mute: () => void web.removeAllListeners("message"),
    welcome: (session = 1) =>
      send({
        kind: "welcome",
        version: PROTOCOL_VERSION,
        server: "test 1",
        session,
        title: "A test desktop",
      }),
    stream({ width, height, units }, count = units.length, first = 1) {
      send({ kind: "display", display: 0, width, height, codec: CODEC.h264, codecString: "avc1.42C01E" });
      units.slice(0, count).forEach(({ key, data }, index) => {
        send({ kind: "frame", display: 0, frame: first + index, key, captured: performance.now(), data });
      });
    },
    tiles(frame, points) {
      points.forEach(([x, y], index) => {
        const last = index === points.length - 1;
        const captured = performance.now();
        send({ kind: "rectangle", display: 0, frame, x, y, last, captured, data: TILE_JPEG });
      });
    },
  };
}

/** What an ordinary server does at `hello`: welcome, then the scene in the best codec both ends know. */
export function ordinary(client: Client): void {
  client.welcome();
  if ((client.hello.codecs & CODEC_BIT.h264) !== 0) {
    client.stream(SCENE);
  } else {
    jpegScene(client);
  }
}

/** 640×360 covered by sixteen JPEG tiles. */
export function jpegScene(client: Client): void {
  client.send({ kind: "display", display: 0, width: 640, height: 360, codec: CODEC.jpeg, codecString: "" });
  client.tiles(
    1,
    Array.from({ length: 16 }, (_, index) => [(index % 4) * 160, Math.floor(index / 4) * 90] as const),
  );
}
