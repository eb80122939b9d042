import { type FileHandle, open } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { JOB_STATE, type Jobs } from "../print/jobs.ts";
import { SharedFolder } from "./folder.ts";
import { list } from "./listing.ts";
import { namesIn } from "./names.ts";
import { FileProblem, problemOf } from "./problem.ts";
import { rangeOf } from "./range.ts";
import type { FileRules } from "./rules.ts";
import { sendSpan } from "./send-span.ts";
import { LEAF, type Pace, type Upload } from "./upload.ts";
import { Uploads } from "./uploads.ts";
import { zipOf } from "./zip.ts";

/** Path of all this below the page's own folder. */
export const FILES_PATH = "files/";
/** Bytes of an archive that wait to be sent. */
const WAITING = 256 * 1024;
/** Time, in ms, after which a right that was taken away ends a download. */
const ASK_AGAIN = 1000;

/** Whether who sent a request may do that, asked again while a download goes on. */
export type MayTransfer = (action: "filesUp" | "filesDown") => boolean;

/**
 * Files over HTTP, behind the sign-in and the check of origin. Uploads follow the draft of resumable uploads
 * (draft-ietf-httpbis-resumable-upload), with digests of RFC 9530; docs/protocol.md describes what is asked and answered.
 */
export class FileRoutes implements AsyncDisposable {
  readonly #rules: FileRules;
  readonly #printed: Jobs;
  readonly #folder: SharedFolder;
  readonly #uploads: Uploads;
  readonly #pace: Pace;

  /** @param printed what has been printed in the desktop */
  constructor(rules: FileRules, pace: Pace, printed: Jobs) {
    this.#rules = rules;
    this.#printed = printed;
    this.#folder = new SharedFolder(rules.folder);
    this.#uploads = new Uploads(this.#folder);
    this.#pace = pace;
  }

  /** Answers a request for `path`, decoded, below {@link FILES_PATH}. Never throws. */
  async answer(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    may: MayTransfer,
  ): Promise<void> {
    try {
      await this.#route(request, response, path, may);
    } catch (error) {
      if (request.destroyed && !request.complete) {
        response.destroy();
        return;
      }
      sendProblem(request, response, problemOf(error, path));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#uploads[Symbol.asyncDispose]();
  }

  async #route(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    may: MayTransfer,
  ): Promise<void> {
    const [, area = "", rest = ""] = /^([a-z]+)(?:\/(.*))?$/s.exec(path) ?? [];
    const method = request.method === "HEAD" && area !== "uploads" ? "GET" : request.method;
    switch (`${method} ${area}`) {
      case "GET list":
        this.#check("filesDown", may);
        return sendJson(request, response, { entries: await list(this.#folder, namesIn(rest)) });
      case "GET content":
        this.#check("filesDown", may);
        return this.#sendFile(request, response, namesIn(rest), may);
      case "GET zip":
        this.#check("filesDown", may);
        return this.#sendZip(request, response, namesIn(rest), may);
      case "GET print":
        this.#check("filesDown", may);
        return this.#sendPrinted(request, response, rest, may);
      case "POST content":
        this.#check("filesUp", may);
        return this.#begin(request, response, rest);
      case "POST folders":
        this.#check("filesUp", may);
        await (await this.#folder.open(namesIn(rest), true)).close();
        return sendEmpty(response, 201);
      default:
        if (area !== "uploads") {
          throw new FileProblem("file-missing", "There is nothing here.");
        }
        this.#check("filesUp", may);
        return this.#serveUpload(request, response, this.#uploads.get(rest));
    }
  }

  #check(action: "filesUp" | "filesDown", may: MayTransfer): void {
    const isUp = action === "filesUp";
    if (!(isUp ? this.#rules.up : this.#rules.down)) {
      const what = isUp ? "bringing files to the desktop" : "taking files from the desktop";
      throw new FileProblem("file-off", `Whoever runs this server has switched off ${what}.`);
    }
    if (!may(action)) {
      throw new FileProblem("file-off", "You were not given the right to do that.");
    }
  }

  async #begin(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const size = countIn(request, "upload-length");
    const modified =
      request.headers["upload-modified"] === undefined ? 0 : countIn(request, "upload-modified");
    const upload = await this.#uploads.begin({ path, size, modified });
    response.setHeader("Location", `${up(path)}uploads/${upload.token}`);
    if (request.headers["upload-complete"] === "?1") {
      await upload.write(0, request, digestIn(request), this.#pace);
      return this.#complete(response, upload, 201);
    }
    response.setHeader("Upload-Offset", String(upload.have));
    sendEmpty(response, 201);
  }

  async #serveUpload(request: IncomingMessage, response: ServerResponse, upload: Upload): Promise<void> {
    switch (request.method) {
      case "HEAD":
        response.setHeader("Upload-Offset", String(upload.have));
        response.setHeader("Upload-Length", String(upload.identity.size));
        response.setHeader("Upload-Complete", "?0");
        return sendEmpty(response, 204);
      case "GET":
        response.writeHead(200, { ...HEADERS, "Content-Type": "text/plain", "Upload-Leaf": String(LEAF) });
        return pipeline(Readable.from(lines(upload.digests())), response);
      case "PATCH":
        await upload.write(countIn(request, "upload-offset"), request, digestIn(request), this.#pace);
        if (request.headers["upload-complete"] === "?1") {
          return this.#complete(response, upload, 200);
        }
        response.setHeader("Upload-Offset", String(upload.have));
        response.setHeader("Upload-Complete", "?0");
        return sendEmpty(response, 204);
      case "DELETE":
        await this.#uploads.cancel(upload);
        return sendEmpty(response, 204);
      default:
        response.setHeader("Allow", "HEAD, GET, PATCH, DELETE");
        return sendEmpty(response, 405);
    }
  }

  async #complete(response: ServerResponse, upload: Upload, status: number): Promise<void> {
    const name = await this.#uploads.complete(upload);
    response.setHeader("Upload-Offset", String(upload.identity.size));
    response.setHeader("Upload-Complete", "?1");
    response.writeHead(status, { ...HEADERS, "Content-Type": "application/json" });
    response.end(`${JSON.stringify({ name })}\n`);
  }

  async #sendFile(
    request: IncomingMessage,
    response: ServerResponse,
    names: string[],
    may: MayTransfer,
  ): Promise<void> {
    const file = await this.#folder.openFile(names);
    return this.#sendOpen(request, response, file, names.at(-1) ?? "", may);
  }

  async #sendPrinted(
    request: IncomingMessage,
    response: ServerResponse,
    number: string,
    may: MayTransfer,
  ): Promise<void> {
    const job = this.#printed.get(Number(number));
    if (job?.state !== JOB_STATE.completed) {
      throw new FileProblem("file-missing", "This document is not kept any more. Print it again.");
    }
    const file = await open(this.#printed.pathOf(job.id));
    return this.#sendOpen(
      request,
      response,
      file,
      `${job.title.replace(/[/\0]|\.pdf$/g, " ").trim() || "Document"}.pdf`,
      may,
    );
  }

  async #sendOpen(
    request: IncomingMessage,
    response: ServerResponse,
    file: FileHandle,
    name: string,
    may: MayTransfer,
  ): Promise<void> {
    try {
      const { size, mtimeMs, ino } = await file.stat();
      const etag = `"${ino.toString(36)}-${size.toString(36)}-${Math.round(mtimeMs * 1000).toString(36)}"`;
      const condition = request.headers["if-range"];
      const isSame = condition === undefined || condition === etag;
      const span = isSame ? rangeOf(request.headers.range, size) : undefined;
      response.setHeader("Accept-Ranges", "bytes");
      if (span === "outside") {
        response.setHeader("Content-Range", `bytes */${size}`);
        return sendEmpty(response, 416);
      }
      const { start, end } = span ?? { start: 0, end: size };
      response.writeHead(span ? 206 : 200, {
        ...HEADERS,
        ...attachment(name),
        "Content-Type": "application/octet-stream",
        "Content-Length": end - start,
        ETag: etag,
        "Last-Modified": new Date(mtimeMs).toUTCString(),
        ...(span ? { "Content-Range": `bytes ${start}-${end - 1}/${size}` } : {}),
      });
      if (request.method === "HEAD" || end === start) {
        response.end();
        return;
      }
      await whileAllowed(response, may, () => sendSpan(file, start, end, response, this.#pace));
    } finally {
      await file.close();
    }
  }

  async #sendZip(
    request: IncomingMessage,
    response: ServerResponse,
    names: string[],
    may: MayTransfer,
  ): Promise<void> {
    await (await this.#folder.open(names)).close();
    const headers = { ...attachment(`${names.at(-1) ?? "desktop"}.zip`), "Content-Type": "application/zip" };
    response.writeHead(200, { ...HEADERS, ...headers });
    if (request.method === "HEAD") {
      response.end();
      return;
    }
    const pace = this.#pace;
    const paced = new Transform({
      highWaterMark: WAITING,
      transform(chunk: Buffer, _encoding, done) {
        pace.turn(chunk.length).then(() => done(null, chunk), done);
      },
    });
    await whileAllowed(response, may, () => pipeline(zipOf(this.#folder, names), paced, response));
  }
}

/** Once it has begun, a download that cannot go on is broken off: the browser then says that it failed. */
async function whileAllowed(
  response: ServerResponse,
  may: MayTransfer,
  send: () => Promise<unknown>,
): Promise<void> {
  const watch = setInterval(() => may("filesDown") || response.destroy(), ASK_AGAIN);
  await send().catch(() => response.destroy());
  clearInterval(watch);
}

const HEADERS = {
  "Cache-Control": "no-store",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Content-Security-Policy": "default-src 'none'; sandbox",
  "Cross-Origin-Resource-Policy": "same-origin",
} as const;

async function* lines(values: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const value of values) {
    yield `${value}\n`;
  }
}

/** The way from where `content/a/b` lies to the folder of all this, as a relative reference. */
function up(path: string): string {
  return "../".repeat(path.split("/").length);
}

function countIn(request: IncomingMessage, header: string): number {
  const text = String(request.headers[header] ?? "");
  if (!/^[0-9]{1,15}$/.test(text)) {
    throw new FileProblem("file-request", `The header ${header} is "${text}", which is no count.`);
  }
  return Number(text);
}

/** The SHA-256 in `Content-Digest` (RFC 9530), in base64; others are left aside. */
function digestIn(request: IncomingMessage): string | undefined {
  return /(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43}=):/.exec(
    String(request.headers["content-digest"] ?? ""),
  )?.[1];
}

/** Has a browser keep a file by this name, whatever it is (RFC 6266, RFC 8187). */
function attachment(name: string): Record<string, string> {
  const plain = name.replace(/[^ -~]|["\\%]/g, "_");
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    sign => `%${sign.charCodeAt(0).toString(16)}`,
  );
  return { "Content-Disposition": `attachment; filename="${plain}"; filename*=UTF-8''${encoded}` };
}

function sendEmpty(response: ServerResponse, status: number): void {
  response.writeHead(status, status === 204 ? HEADERS : { ...HEADERS, "Content-Length": 0 });
  response.end();
}

function sendJson(request: IncomingMessage, response: ServerResponse, body: unknown): void {
  const text = `${JSON.stringify(body)}\n`;
  const headers = { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text) };
  response.writeHead(200, { ...HEADERS, ...headers });
  response.end(request.method === "HEAD" ? undefined : text);
}

/** An answer that programs read, too (RFC 9457). */
function sendProblem(request: IncomingMessage, response: ServerResponse, problem: FileProblem): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const text = `${JSON.stringify({ type: `porthole:${problem.id}`, title: problem.message })}\n`;
  const headers = { "Content-Type": "application/problem+json", "Content-Length": Buffer.byteLength(text) };
  response.writeHead(problem.status, { ...HEADERS, ...headers });
  response.end(request.method === "HEAD" ? undefined : text);
}
