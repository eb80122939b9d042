import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { sourceHash } from "./source-hash.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};
/** Precompressed forms beside a file, best first. */
const ENCODINGS = [
  { suffix: ".br", name: "br" },
  { suffix: ".gz", name: "gzip" },
] as const;

/** A file in one of its forms, ready to send. */
export type Representation = { body: Buffer; type: string; encoding: string | undefined; etag: string };

/** The page's files, held in memory: they are few and small, and no request can reach outside of them. */
export class StaticFiles {
  readonly #forms = new Map<string, { encoding: string | undefined; body: Buffer }[]>();

  /**
   * Reads all below `folder`; none where it does not exist.
   * @param packed whether compressed forms count; who changes a file has only its plain form at hand
   * @param changes by path, what makes the text of a file another one; such a file is kept in its plain form alone
   */
  constructor(
    folder: string,
    packed = true,
    changes: Readonly<Record<string, (text: string) => string>> = {},
  ) {
    for (const [path, body] of readFolder(folder, "")) {
      const change = changes[path.replace(/\.(?:br|gz)$/, "")];
      if (change) {
        if (!/\.(?:br|gz)$/.test(path)) {
          this.#forms.set(path, [{ encoding: undefined, body: Buffer.from(change(body.toString())) }]);
        }
        continue;
      }
      const encoding = ENCODINGS.find(({ suffix }) => path.endsWith(suffix));
      if (encoding && !packed) {
        continue;
      }
      const name = encoding ? path.slice(0, -encoding.suffix.length) : path;
      const forms = this.#forms.get(name) ?? [];
      forms.push({ encoding: encoding?.name, body });
      this.#forms.set(name, forms);
    }
  }

  /** What stands between tags without attributes in the page itself, as sources of a content security policy. */
  inline(tag: "script" | "style"): string[] {
    const page = this.find("index.html", "")?.body.toString() ?? "";
    const within = page.matchAll(new RegExp(`<${tag}>(.*?)</${tag}>`, "gs"));
    return Array.from(within, ([, text = ""]) => sourceHash(text));
  }

  get count(): number {
    return this.#forms.size;
  }

  /** The file at `path` ("index.html"; "" means that too) in the best form that `acceptEncoding` allows. */
  find(path: string, acceptEncoding: string): Representation | undefined {
    const name = path === "" ? "index.html" : path;
    const forms = this.#forms.get(name) ?? [];
    const accepted = new Set(
      acceptEncoding
        .split(",")
        .map(part => part.split(";"))
        .filter(([, quality]) => !/^\s*q=0(\.0*)?\s*$/.test(quality ?? ""))
        .map(([encoding]) => encoding?.trim().toLowerCase()),
    );
    const best =
      ENCODINGS.map(({ name: encoding }) => forms.find(form => form.encoding === encoding)).find(
        form => form && accepted.has(form.encoding),
      ) ?? forms.find(form => form.encoding === undefined);
    return (
      best && { ...best, type: TYPES[extname(name)] ?? "application/octet-stream", etag: etagOf(best.body) }
    );
  }
}

function etagOf(body: Buffer): string {
  return `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
}

function* readFolder(folder: string, prefix: string): Generator<[string, Buffer]> {
  for (const entry of entriesOf(join(folder, prefix))) {
    const path = prefix === "" ? entry.name : `${prefix}/${entry.name}`;
    if (entry.isDirectory()) {
      yield* readFolder(folder, path);
    } else if (entry.isFile()) {
      yield [path, readFileSync(join(folder, path))];
    }
  }
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
