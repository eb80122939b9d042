import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect } from "vitest";
import { FileRoutes } from "../src/files/routes.ts";
import type { FileRules } from "../src/files/rules.ts";
import { Jobs } from "../src/print/jobs.ts";

/** A folder of the test, with the shared one in it. */
export let scratch: string;
/** The folder that is shared. */
export let folder: string;
let server: Server;
let routes: FileRoutes;
/** Address of the routes. */
export let base: string;
/** Rights that the client has not. */
export const taken = new Set<string>();

/** Serves a new folder to each test of the file that calls this. */
export function serveEach(): void {
  beforeEach(async () => {
    scratch = await mkdtemp(join(tmpdir(), "files-"));
    folder = join(scratch, "shared");
    await start();
  });
  afterEach(async () => {
    await stop();
    await rm(scratch, { recursive: true, force: true });
  });
}

/** Serves the folder by these rules. */
export async function start(rules: Partial<FileRules> = {}): Promise<void> {
  const pace = { piece: 256 * 1024, turn: () => Promise.resolve() };
  routes = new FileRoutes(
    { folder, up: true, down: true, ...rules },
    pace,
    new Jobs(join(scratch, "printed")),
  );
  server = createServer((request, response) => {
    void routes.answer(
      request,
      response,
      decodeURIComponent((request.url ?? "").slice(1)),
      action => !taken.has(action),
    );
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** Ends what {@link start} began; what was brought stays on the disk. */
export async function stop(): Promise<void> {
  server.closeAllConnections();
  server.close();
  await routes[Symbol.asyncDispose]();
}

/** The header `Content-Digest` for these bytes. */
export const digest = (bytes: Uint8Array) =>
  `sha-256=:${createHash("sha256").update(bytes).digest("base64")}:`;
/** Address of a path in one of the areas. */
export const url = (area: string, path: string) =>
  `${base}${area}/${path.split("/").map(encodeURIComponent).join("/")}`;

/** Begins an upload. */
export function begin(path: string, size: number, modified = 1_700_000_000_000): Promise<Response> {
  const headers = { "upload-length": `${size}`, "upload-modified": `${modified}`, "upload-complete": "?0" };
  return fetch(url("content", path), { method: "POST", headers });
}

/** Where the upload goes on. */
export const placeOf = (response: Response) =>
  new URL(response.headers.get("location") ?? "", response.url).href;

/** Sends a piece of an upload; with the digest of `as`. */
export function patch(
  place: string,
  offset: number,
  bytes: Uint8Array<ArrayBuffer>,
  last = false,
  as = bytes,
): Promise<Response> {
  const headers = {
    "upload-offset": `${offset}`,
    "upload-complete": last ? "?1" : "?0",
    "content-digest": digest(as),
  };
  return fetch(place, { method: "PATCH", headers, body: bytes });
}

/** Brings a whole file; gives the name it got. */
export async function upload(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const begun = await begin(path, bytes.length);
  const answer = await patch(placeOf(begun), 0, bytes, true);
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { name: string }).name;
}

/** Status and id of an answer that refuses. */
export async function refusal(answer: Response | Promise<Response>): Promise<[number, string]> {
  const response = await answer;
  const { type, title } = (await response.json()) as { type: string; title: string };
  expect(title.length).toBeGreaterThan(10);
  return [response.status, type.replace("porthole:", "")];
}
