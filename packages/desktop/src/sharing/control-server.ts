import { chmodSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Attempts } from "../http/attempts.ts";
import { bind } from "../http/listen.ts";
import { log } from "../log.ts";
import { type ControlAnswer, type ControlApi, ControlError } from "./control-api.ts";
import { hashOf, matches } from "./secret.ts";

/** Largest request that is read, in bytes. */
const LARGEST = 64 * 1024;

/** Where the control plane is open. */
export type ControlPlaces = {
  /** For programs that send this token. */
  port: { token: string; port: number } | undefined;
  /** For whoever may open this file: the desktop's user, and root. */
  socket: string | undefined;
  ipv4Only: boolean;
};

/** Opens the control plane. @throws PortholeError `port-taken` */
export async function openControl(api: ControlApi, places: ControlPlaces): Promise<Disposable> {
  using opened = new DisposableStack();
  const start = (server: Server) =>
    opened.defer(() => {
      server.close();
      server.closeAllConnections();
    });
  if (places.port) {
    const { token, port } = places.port;
    const allowed = bearerOf(token);
    const server = createServer((request, response) => void handle(api, request, response, allowed));
    await bind(server, port, places.ipv4Only, "SELKIES_CONTROL_PORT to a port");
    start(server);
  }
  if (places.socket !== undefined) {
    const server = createServer((request, response) => void handle(api, request, response, () => 200));
    if (await bindSocket(server, places.socket)) {
      start(server);
    }
  }
  return opened.move();
}

/** Gives the status for a request: 200 where it has the token, 401, or 429 after too many wrong ones. */
function bearerOf(token: string): (request: IncomingMessage) => number {
  const wanted = hashOf(token);
  const attempts = new Attempts();
  return ({ headers, socket: { remoteAddress: address = "" } }) => {
    const [, given] = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? "") ?? [];
    if (attempts.wait(address) > 0) {
      return 429;
    }
    if (given !== undefined && matches(given, wanted)) {
      return 200;
    }
    if (given !== undefined) {
      attempts.failed(address);
    }
    return 401;
  };
}

/** A server that was killed leaves its file. Without the socket only the command inside the container is missing. */
function bindSocket(server: Server, path: string): Promise<boolean> {
  return new Promise(resolve => {
    server.once("error", error => {
      log("warning", `porthole-share does not work: ${String(error)}`);
      resolve(false);
    });
    rmSync(path, { force: true });
    server.listen(path, () => {
      chmodSync(path, 0o600);
      resolve(true);
    });
  });
}

async function handle(
  api: ControlApi,
  request: IncomingMessage,
  response: ServerResponse,
  allowed: (request: IncomingMessage) => number,
): Promise<void> {
  const status = allowed(request);
  if (status === 429) {
    write(response, { status, body: { error: "Too many wrong tokens. Wait a minute." } });
    return;
  }
  if (status === 401) {
    response.setHeader("WWW-Authenticate", "Bearer");
    write(response, { status, body: { error: "Send the master token: Authorization: Bearer TOKEN." } });
    return;
  }
  try {
    const path = (request.url ?? "").split("?")[0] ?? "";
    write(response, api.answer(request.method ?? "", path, await bodyOf(request)));
  } catch (error) {
    if (!(error instanceof ControlError)) {
      log("error", `control plane: ${error instanceof Error ? error.stack : String(error)}`);
    }
    const known =
      error instanceof ControlError ? error : new ControlError(500, "This went wrong on the server.");
    write(response, { status: known.status, body: { error: known.message } });
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) {
    text += chunk;
    if (text.length > LARGEST) {
      throw new ControlError(413, "The request is too large.");
    }
  }
  if (text === "") {
    return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new ControlError(400, "The request is no JSON.");
  }
}

function write(response: ServerResponse, { status, body }: ControlAnswer): void {
  const text = body === undefined ? "" : `${JSON.stringify(body)}\n`;
  response.writeHead(status, {
    ...(body === undefined ? {} : { "Content-Type": "application/json" }),
    "Cache-Control": "no-store",
    "Content-Length": String(Buffer.byteLength(text)),
    // What is left of a request that was too large is not read.
    ...(status === 413 ? { Connection: "close" } : {}),
  });
  response.end(text);
}
