import { addressOf, ask, Refusal } from "./api.ts";
import { digestOf } from "./digest.ts";
import type { PieceSize } from "./piece-size.ts";

/** Times, in ms, to wait before trying again: the first, and the most. */
const WAIT = { first: 300, most: 5000 };
/** Attempts that may end without a byte of progress although the server answers. */
const MOST_FRUITLESS = 20;

/** What an upload tells while it goes on. */
export type UploadEvents = {
  /** So many bytes of the file are on the server's disk. */
  onProgress(bytes: number): void;
  /** It waits for the line to come back, or goes on. */
  onWaiting(waiting: boolean): void;
};

type Begun = { place: string; offset: number };

/**
 * Brings one file. Whatever is cut is begun again where it stopped; what an earlier page had brought is compared first.
 * @param from bytes that are known to be there, as checked by this page
 * @returns the name it got on the desktop
 * @throws Refusal; `signal.reason` where it was aborted
 */
export async function bring(
  file: File,
  path: string,
  from: number,
  size: PieceSize,
  events: UploadEvents,
  signal: AbortSignal,
): Promise<string> {
  let checked = from;
  let wait = WAIT.first;
  for (let fruitless = 0; ; ) {
    const before = checked;
    try {
      return await attempt(file, path, checked, size, signal, bytes => {
        checked = bytes;
        events.onWaiting(false);
        events.onProgress(bytes);
      });
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof Refusal || error instanceof DOMException) {
        // A file that was changed or taken away since it was chosen can be read no more.
        throw error instanceof Refusal ? error : new Refusal("file-changed", "");
      }
      const offline = error instanceof TypeError;
      fruitless = checked > before || offline ? 0 : fruitless + 1;
      wait = checked > before ? WAIT.first : Math.min(WAIT.most, wait * 2);
      if (fruitless >= MOST_FRUITLESS) {
        throw new Refusal("file-failed", String(error));
      }
    }
    events.onWaiting(true);
    await pause(wait, signal);
  }
}

async function attempt(
  file: File,
  path: string,
  checked: number,
  size: PieceSize,
  signal: AbortSignal,
  onChecked: (bytes: number) => void,
): Promise<string> {
  // One request where one piece is the whole.
  if (checked === 0 && file.size <= size.next / 2) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const headers = {
      ...headersOf(file),
      "Upload-Complete": "?1",
      "Content-Digest": await contentDigest(bytes),
    };
    const started = performance.now();
    const answer = await ask(addressOf("content", path), { method: "POST", headers, body: bytes, signal });
    size.onRequest(performance.now() - started);
    onChecked(file.size);
    return nameIn(answer);
  }
  const { place, offset } = await begin(file, path, size, signal);
  const start = checked > 0 ? Math.min(checked, offset) : await sameUntil(file, place, offset, signal);
  onChecked(start);
  return send(file, place, start, size, signal, onChecked);
}

async function begin(file: File, path: string, size: PieceSize, signal: AbortSignal): Promise<Begun> {
  const started = performance.now();
  const headers = { ...headersOf(file), "Upload-Complete": "?0" };
  const answer = await ask(addressOf("content", path), { method: "POST", headers, signal });
  size.onRequest(performance.now() - started);
  return {
    place: new URL(answer.headers.get("location") ?? "", answer.url).href,
    offset: Number(answer.headers.get("upload-offset")),
  };
}

/** Bytes that the server's part and this file have in common: as many whole leaves. */
async function sameUntil(file: File, place: string, offset: number, signal: AbortSignal): Promise<number> {
  if (offset === 0) {
    return 0;
  }
  const answer = await ask(place, { signal });
  const leaf = Number(answer.headers.get("upload-leaf"));
  let same = 0;
  for (const digest of (await answer.text()).split("\n").filter(line => line !== "")) {
    const bytes = new Uint8Array(await file.slice(same, same + leaf).arrayBuffer());
    if (bytes.length < leaf || (await digestOf(bytes)) !== digest) {
      break;
    }
    same += leaf;
    signal.throwIfAborted();
  }
  return same;
}

/** Sends the rest in pieces, a few on the way at a time; the server takes them in their order. */
async function send(
  file: File,
  place: string,
  start: number,
  size: PieceSize,
  signal: AbortSignal,
  onChecked: (bytes: number) => void,
): Promise<string> {
  const broken = new AbortController();
  const onAbort = () => broken.abort();
  signal.addEventListener("abort", onAbort);
  const onTheWay = new Set<Promise<void>>();
  let at = start;
  let name: string | undefined;
  let failure: { error: unknown } | undefined;

  async function piece(from: number, to: number): Promise<void> {
    const bytes = new Uint8Array(await file.slice(from, to).arrayBuffer());
    const digest = await contentDigest(bytes);
    const last = to === file.size;
    const headers = {
      "Upload-Offset": String(from),
      "Upload-Complete": last ? "?1" : "?0",
      "Content-Digest": digest,
    };
    const started = performance.now();
    const answer = await ask(place, { method: "PATCH", headers, body: bytes, signal: broken.signal });
    size.onPiece(to - from, performance.now() - started);
    onChecked(to);
    if (last) {
      name = await nameIn(answer);
    }
  }

  while ((at < file.size || (file.size === start && name === undefined)) && !failure) {
    const to = Math.min(file.size, at + size.next);
    const sending: Promise<void> = piece(at, to)
      .catch(error => {
        failure ??= { error };
        broken.abort();
      })
      .finally(() => onTheWay.delete(sending));
    onTheWay.add(sending);
    at = to;
    while (onTheWay.size >= size.together || (at === file.size && onTheWay.size > 0)) {
      await Promise.race(onTheWay);
    }
  }
  await Promise.all(onTheWay);
  signal.removeEventListener("abort", onAbort);
  if (failure || name === undefined) {
    throw failure?.error ?? new Error("the last piece had no answer");
  }
  return name;
}

function headersOf(file: File): Record<string, string> {
  return { "Upload-Length": String(file.size), "Upload-Modified": String(Math.max(0, file.lastModified)) };
}

async function contentDigest(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return `sha-256=:${await digestOf(bytes)}:`;
}

async function nameIn(answer: Response): Promise<string> {
  return (await answer.json()).name;
}

/** Waits, but no longer than until the network is back. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const over = new AbortController();
    const end = (then: () => void) => {
      clearTimeout(timer);
      over.abort();
      then();
    };
    const timer = setTimeout(() => end(resolve), milliseconds);
    window.addEventListener("online", () => end(resolve), { signal: over.signal });
    signal.addEventListener("abort", () => end(() => reject(signal.reason)), { signal: over.signal });
  });
}
