import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import {
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { createServer, request as httpRequest, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { capture } from "../../../../tests/support/shell.ts";
import { waitFor } from "../../../../tests/support/wait.ts";
import { Jobs } from "../print/jobs.ts";
import { FileRoutes } from "./routes.ts";
import type { FileRules } from "./rules.ts";
import { LEAF } from "./upload.ts";

let scratch: string;
let folder: string;
let server: Server;
let routes: FileRoutes;
let base: string;
/** Rights that the client has not. */
const taken = new Set<string>();

beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), "files-"));
  folder = join(scratch, "shared");
  await start();
});
afterEach(async () => {
  await stop();
  await rm(scratch, { recursive: true, force: true });
});

async function start(rules: Partial<FileRules> = {}): Promise<void> {
  const pace = { turn: () => Promise.resolve() };
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

async function stop(): Promise<void> {
  server.closeAllConnections();
  server.close();
  await routes[Symbol.asyncDispose]();
}

const digest = (bytes: Uint8Array) => `sha-256=:${createHash("sha256").update(bytes).digest("base64")}:`;
const url = (area: string, path: string) =>
  `${base}${area}/${path.split("/").map(encodeURIComponent).join("/")}`;

function begin(path: string, size: number, modified = 1_700_000_000_000): Promise<Response> {
  const headers = { "upload-length": `${size}`, "upload-modified": `${modified}`, "upload-complete": "?0" };
  return fetch(url("content", path), { method: "POST", headers });
}

/** Where the upload goes on. */
const placeOf = (response: Response) => new URL(response.headers.get("location") ?? "", response.url).href;

function patch(
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

async function upload(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const begun = await begin(path, bytes.length);
  const answer = await patch(placeOf(begun), 0, bytes, true);
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { name: string }).name;
}

async function refusal(answer: Response | Promise<Response>): Promise<[number, string]> {
  const response = await answer;
  const { type, title } = (await response.json()) as { type: string; title: string };
  expect(title.length).toBeGreaterThan(10);
  return [response.status, type.replace("porthole:", "")];
}

describe("an upload", () => {
  it("comes in pieces and has its name only when it is whole", async () => {
    const bytes = randomBytes(300_000);
    const place = placeOf(await begin("a/b/sea.jpg", bytes.length));
    expect((await patch(place, 0, bytes.subarray(0, 100_000))).headers.get("upload-offset")).toBe("100000");
    expect(await readdir(join(folder, "a/b"))).toEqual([expect.stringMatching(/^\..*\.porthole-part$/)]);
    expect((await fetch(place, { method: "HEAD" })).headers.get("upload-offset")).toBe("100000");
    expect((await patch(place, 100_000, bytes.subarray(100_000), true)).status).toBe(200);
    expect(await readdir(join(folder, "a/b"))).toEqual(["sea.jpg"]);
    expect(await readFile(join(folder, "a/b/sea.jpg"))).toEqual(bytes);
    expect(Math.round((await stat(join(folder, "a/b/sea.jpg"))).mtimeMs)).toBe(1_700_000_000_000);
  });

  it("is one request where the file is small, or empty", async () => {
    for (const [name, body] of [
      ["small", "words"],
      ["empty", ""],
    ] as const) {
      const headers = { "upload-length": `${body.length}`, "upload-complete": "?1" };
      expect((await fetch(url("content", name), { method: "POST", headers, body })).status).toBe(201);
      expect(await readFile(join(folder, name), "utf8")).toBe(body);
    }
  });

  it("never writes over a file that is there", async () => {
    const names = [];
    for (const word of ["one", "two", "three"]) {
      names.push(await upload("note.txt", Buffer.from(word)));
    }
    expect(names).toEqual(["note.txt", "note (1).txt", "note (2).txt"]);
    expect(await readFile(join(folder, "note.txt"), "utf8")).toBe("one");
    expect(await readFile(join(folder, "note (2).txt"), "utf8")).toBe("three");
  });

  it("takes pieces that overtook each other on two connections in their order", async () => {
    const bytes = randomBytes(900_000);
    const place = placeOf(await begin("x", bytes.length));
    const [third, second, first] = [600_000, 300_000, 0].map(at =>
      patch(place, at, bytes.subarray(at, at + 300_000)),
    );
    expect((await Promise.all([first, second, third])).map(answer => answer?.status)).toEqual([
      204, 204, 204,
    ]);
    expect((await patch(place, 900_000, new Uint8Array(), true)).status).toBe(200);
    expect(await readFile(join(folder, "x"))).toEqual(bytes);
  });

  it("refuses a piece that came changed, and takes it again", async () => {
    const bytes = randomBytes(1000);
    const place = placeOf(await begin("x", 1000));
    expect(await refusal(patch(place, 0, randomBytes(1000), true, bytes))).toEqual([400, "file-digest"]);
    expect(await readdir(folder)).toHaveLength(1);
    expect((await patch(place, 0, bytes, true)).status).toBe(200);
    expect(await readFile(join(folder, "x"))).toEqual(bytes);
  });

  it("refuses a piece beyond what it has, and more than was announced", async () => {
    const place = placeOf(await begin("x", 10));
    expect(await refusal(patch(place, 5, randomBytes(5)))).toEqual([409, "file-offset"]);
    expect(await refusal(patch(place, 0, randomBytes(11)))).toEqual([409, "file-offset"]);
    expect(await refusal(patch(place, 0, randomBytes(9), true))).toEqual([409, "file-offset"]);
  });

  it("goes on where the line was cut, with nothing that was not checked", async () => {
    const bytes = randomBytes(200_000);
    const place = placeOf(await begin("x", bytes.length));
    await patch(place, 0, bytes.subarray(0, 50_000));
    const headers = { "upload-offset": "50000", "content-digest": digest(bytes), "content-length": "150000" };
    const cut = httpRequest(place, { method: "PATCH", headers });
    cut.on("error", () => undefined);
    cut.write(bytes.subarray(50_000, 90_000));
    const part = join(folder, (await readdir(folder))[0] ?? "");
    await waitFor("the bytes", async () => (await stat(part)).size >= 90_000);
    cut.destroy();
    expect((await fetch(place, { method: "HEAD" })).headers.get("upload-offset")).toBe("50000");
    expect((await patch(place, 50_000, bytes.subarray(50_000), true)).status).toBe(200);
    expect(await readFile(join(folder, "x"))).toEqual(bytes);
  });

  it("is gone on with where a connection that is not known to be dead still holds its piece", async () => {
    const bytes = randomBytes(100_000);
    const place = placeOf(await begin("x", bytes.length));
    const headers = { "upload-offset": "0", "content-digest": digest(bytes), "content-length": "100000" };
    const silent = httpRequest(place, { method: "PATCH", headers });
    silent.on("error", () => undefined);
    silent.write(bytes.subarray(0, 40_000));
    const part = join(folder, (await readdir(folder))[0] ?? "");
    await waitFor("the bytes", async () => (await stat(part)).size >= 40_000);
    expect((await patch(place, 0, bytes, true)).status).toBe(200);
    expect(await readFile(join(folder, "x"))).toEqual(bytes);
    silent.destroy();
  });

  it("is found again after the server was restarted, and tells what is on its disk", async () => {
    const bytes = randomBytes(2 * LEAF + 5000);
    const first = await begin("big", bytes.length);
    await patch(placeOf(first), 0, bytes.subarray(0, LEAF + 1000));
    await stop();
    await start();
    expect(await refusal(patch(new URL(new URL(placeOf(first)).pathname, base).href, 0, bytes))).toEqual([
      410,
      "file-gone",
    ]);
    const again = await begin("big", bytes.length);
    expect(Number(again.headers.get("upload-offset"))).toBe(LEAF + 1000);
    const leaves = (await (await fetch(placeOf(again))).text()).trim().split("\n");
    expect(leaves).toEqual([createHash("sha256").update(bytes.subarray(0, LEAF)).digest("base64")]);
    expect((await patch(placeOf(again), LEAF, bytes.subarray(LEAF), true)).status).toBe(200);
    expect((await readFile(join(folder, "big"))).equals(bytes)).toBe(true);
  });

  it("belongs to the window that began it last", async () => {
    const first = placeOf(await begin("x", 10));
    const second = placeOf(await begin("x", 10));
    expect(await refusal(patch(first, 0, randomBytes(10), true))).toEqual([410, "file-gone"]);
    expect((await patch(second, 0, randomBytes(10), true)).status).toBe(200);
  });

  it("leaves nothing when it is cancelled", async () => {
    const place = placeOf(await begin("x", 10));
    await patch(place, 0, randomBytes(5));
    expect((await fetch(place, { method: "DELETE" })).status).toBe(204);
    expect(await readdir(folder)).toEqual([]);
  });

  it("counts beyond four gigabytes", async () => {
    const size = 2 ** 32 + 2 * LEAF;
    const place = placeOf(await begin("large", size));
    // What came before stands as a hole: the server looks at nothing but the length.
    await stop();
    const part = (await readdir(folder))[0] ?? "";
    const file = await open(join(folder, part), "r+");
    await file.truncate(2 ** 32 + LEAF);
    await file.close();
    await start();
    const again = await begin("large", size);
    expect(placeOf(again)).not.toBe(place);
    expect(Number(again.headers.get("upload-offset"))).toBe(2 ** 32 + LEAF);
    const last = randomBytes(LEAF);
    expect((await patch(placeOf(again), 2 ** 32 + LEAF, last, true)).status).toBe(200);
    expect((await stat(join(folder, "large"))).size).toBe(size);
    const range = { range: `bytes=${size - 1000}-` };
    const end = await fetch(url("content", "large"), { headers: range });
    expect(Buffer.from(await end.arrayBuffer())).toEqual(last.subarray(-1000));
  });

  it("is forgotten after a week without a word", async () => {
    await mkdir(folder);
    const old = join(folder, ".abc.porthole-part");
    await writeFile(old, "half");
    await writeFile(join(folder, ".new.porthole-part"), "half");
    await utimes(old, Date.now() / 1000 - 8 * 86400, Date.now() / 1000 - 8 * 86400);
    await upload("x", randomBytes(5));
    expect((await readdir(folder)).toSorted()).toEqual([".new.porthole-part", "x"]);
  });

  it("makes empty folders too", async () => {
    expect((await fetch(url("folders", "a/b/c"), { method: "POST" })).status).toBe(201);
    expect((await stat(join(folder, "a/b/c"))).isDirectory()).toBe(true);
  });
});

describe("what leads out of the folder", () => {
  beforeEach(async () => {
    await mkdir(join(folder, "inside"), { recursive: true });
    await mkdir(join(scratch, "outside"));
    await writeFile(join(scratch, "outside/secret"), "secret");
    await writeFile(join(folder, "inside/open"), "open");
    await symlink("../outside", join(folder, "out"));
    await symlink("../outside/secret", join(folder, "leak"));
    await symlink("inside", join(folder, "in"));
    await symlink("inside/open", join(folder, "file"));
  });

  it("is refused for reading and writing, whatever is asked", async () => {
    expect(await refusal(fetch(url("content", "out/secret")))).toEqual([403, "file-outside"]);
    expect(await refusal(fetch(url("content", "leak")))).toEqual([403, "file-outside"]);
    expect(await refusal(fetch(url("list", "out")))).toEqual([403, "file-outside"]);
    expect(await refusal(fetch(url("zip", "out")))).toEqual([403, "file-outside"]);
    expect(await refusal(begin("out/new", 1))).toEqual([403, "file-outside"]);
    expect(await refusal(fetch(url("folders", "out/new"), { method: "POST" }))).toEqual([
      403,
      "file-outside",
    ]);
    for (const path of ["../outside/secret", "inside/../../outside/secret", "%2e%2e/outside/secret"]) {
      const raw = httpRequest(`${base}content/${path.replaceAll("..", "%2e%2e")}`);
      raw.end();
      const [response] = (await once(raw, "response")) as [{ statusCode: number; resume(): void }];
      response.resume();
      expect([400, 404]).toContain(response.statusCode);
    }
    expect(await readdir(join(scratch, "outside"))).toEqual(["secret"]);
  });

  it("is not even listed; what stays inside can be used", async () => {
    const { entries } = (await (await fetch(`${base}list`)).json()) as {
      entries: { name: string; kind: string }[];
    };
    expect(entries.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      "file file",
      "in folder",
      "inside folder",
    ]);
    expect(await (await fetch(url("content", "in/open"))).text()).toBe("open");
    expect(await (await fetch(url("content", "file"))).text()).toBe("open");
    const begun = await begin("in/new", 3);
    await patch(placeOf(begun), 0, Buffer.from("new"), true);
    expect(await readFile(join(folder, "inside/new"), "utf8")).toBe("new");
  });

  it("is not reached by a link that takes a folder's place meanwhile", async () => {
    let swaps = 0;
    let over = false;
    const swapping = (async () => {
      while (!over) {
        await rm(join(folder, "aside"), { recursive: true, force: true });
        await rename(join(folder, "inside"), join(folder, "aside"));
        // An upload may have made the folder anew.
        await symlink("../outside", join(folder, "inside")).catch(() => undefined);
        await rm(join(folder, "inside"), { recursive: true, force: true });
        await rename(join(folder, "aside"), join(folder, "inside")).catch(() => undefined);
        swaps++;
      }
    })();
    await mkdir(join(folder, "inside/deep"), { recursive: true }).catch(() => undefined);
    for (let i = 0; i < 300; i++) {
      const answer = await fetch(url("content", "inside/secret"));
      expect(answer.status).not.toBe(200);
      await answer.arrayBuffer();
      const headers = { "upload-length": "1", "upload-complete": "?1" };
      await (
        await fetch(url("content", `inside/new${i}`), { method: "POST", headers, body: "x" })
      ).arrayBuffer();
    }
    over = true;
    await swapping;
    expect(swaps).toBeGreaterThan(10);
    expect(await readdir(join(scratch, "outside"))).toEqual(["secret"]);
  });

  it("includes pipes, which would never end", async () => {
    await capture("mkfifo", join(folder, "pipe"));
    expect(await refusal(fetch(url("content", "pipe")))).toEqual([409, "file-kind"]);
    expect(await refusal(fetch(url("content", "inside")))).toEqual([409, "file-kind"]);
    expect(await refusal(fetch(url("list", "pipe")))).toEqual([409, "file-kind"]);
  });
});

describe("a download", () => {
  it("keeps its name, and goes on where it stopped", async () => {
    const bytes = randomBytes(100_000);
    await upload("Grüße, 世界 '1'.bin", bytes);
    const whole = await fetch(url("content", "Grüße, 世界 '1'.bin"));
    expect(whole.headers.get("content-disposition")).toBe(
      "attachment; filename=\"Gr__e, __ '1'.bin\"; filename*=UTF-8''Gr%C3%BC%C3%9Fe%2C%20%E4%B8%96%E7%95%8C%20%271%27.bin",
    );
    expect(Buffer.from(await whole.arrayBuffer())).toEqual(bytes);
    const etag = whole.headers.get("etag") ?? "";
    const headers = { range: "bytes=40000-", "if-range": etag };
    const rest = await fetch(url("content", "Grüße, 世界 '1'.bin"), { headers });
    expect(rest.status).toBe(206);
    expect(rest.headers.get("content-range")).toBe("bytes 40000-99999/100000");
    expect(Buffer.from(await rest.arrayBuffer())).toEqual(bytes.subarray(40_000));
    const other = await fetch(url("content", "Grüße, 世界 '1'.bin"), {
      headers: { ...headers, "if-range": '"x"' },
    });
    expect(other.status).toBe(200);
    await other.arrayBuffer();
    const beyond = await fetch(url("content", "Grüße, 世界 '1'.bin"), {
      headers: { range: "bytes=100000-" },
    });
    expect(beyond.status).toBe(416);
  });

  it("is shown by no browser, whatever it is", async () => {
    await upload("page.html", Buffer.from("<script>alert(1)</script>"));
    const { headers } = await fetch(url("content", "page.html"), { method: "HEAD" });
    expect(headers.get("content-type")).toBe("application/octet-stream");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toContain("sandbox");
    expect(headers.get("content-length")).toBe("25");
  });

  it("of a folder is a zip with all in it, empty folders too", async () => {
    const bytes = randomBytes(70_000);
    await upload("tree/a/sea.bin", bytes);
    await upload("tree/Grüße.txt", Buffer.from("hello"));
    await fetch(url("folders", "tree/empty"), { method: "POST" });
    await begin("tree/half", 100);
    const answer = await fetch(url("zip", "tree"));
    expect(answer.headers.get("content-disposition")).toContain('filename="tree.zip"');
    const archive = join(scratch, "tree.zip");
    await writeFile(archive, Buffer.from(await answer.arrayBuffer()));
    const script =
      "import sys,zipfile;z=zipfile.ZipFile(sys.argv[1]);z.extractall(sys.argv[2]);print(z.testzip(),sorted(z.namelist()))";
    const said = await capture("python3", "-c", script, archive, join(scratch, "unpacked"));
    expect(said).toBe("None ['tree/', 'tree/Grüße.txt', 'tree/a/', 'tree/a/sea.bin', 'tree/empty/']");
    expect(await readFile(join(scratch, "unpacked/tree/a/sea.bin"))).toEqual(bytes);
  });

  it("of a folder fails visibly where a file goes away meanwhile", async () => {
    for (const name of ["a", "b", "c"]) {
      await upload(`tree/${name}`, randomBytes(3_000_000));
    }
    const answer = await fetch(url("zip", "tree"));
    const reader = answer.body?.getReader();
    await reader?.read();
    await rm(join(folder, "tree/a"));
    await rm(join(folder, "tree/b"));
    await rm(join(folder, "tree/c"));
    const drain = async () => {
      while (!(await reader?.read())?.done) {
        // To its end.
      }
    };
    await expect(drain()).rejects.toThrow();
  });

  it("of what is not there is refused in words", async () => {
    await mkdir(folder);
    expect(await refusal(fetch(url("content", "none")))).toEqual([404, "file-missing"]);
    expect(await refusal(fetch(url("content", "none/none")))).toEqual([404, "file-missing"]);
    expect(await refusal(fetch(`${base}other/x`))).toEqual([404, "file-missing"]);
  });
});

it("each direction is off where the server says so, whatever a client sends", async () => {
  await upload("there", Buffer.from("x"));
  await stop();
  await start({ up: false });
  expect(await refusal(begin("x", 1))).toEqual([403, "file-off"]);
  expect(await refusal(fetch(url("folders", "x"), { method: "POST" }))).toEqual([403, "file-off"]);
  expect(await refusal(fetch(`${base}uploads/x`, { method: "PATCH", body: "x" }))).toEqual([403, "file-off"]);
  expect((await fetch(url("content", "there"))).status).toBe(200);
  await stop();
  await start({ down: false });
  for (const area of ["list", "zip", "content/there"]) {
    expect(await refusal(fetch(`${base}${area}`))).toEqual([403, "file-off"]);
  }
  expect((await begin("x", 1)).status).toBe(201);
});

it("a right that is missing is refused, and one that is taken away ends what goes on", async () => {
  taken.add("filesUp");
  expect(await refusal(begin("x", 1))).toEqual([403, "file-off"]);
  taken.clear();
  await upload("large", Buffer.alloc(64 << 20));
  const answer = await fetch(url("content", "large"));
  const reader = answer.body?.getReader();
  await reader?.read();
  taken.add("filesDown");
  expect(await refusal(fetch(url("content", "large")))).toEqual([403, "file-off"]);
  // Slowly, so that it is not over before the server asks again.
  const drain = async () => {
    while (!(await reader?.read())?.done) {
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  };
  await expect(drain()).rejects.toThrow();
  taken.clear();
});

it("holds no file or folder open once all is done", async () => {
  await upload("a/b/c/x", randomBytes(10));
  const open = async () => (await readdir("/proc/self/fd")).length;
  const before = await open();
  for (let i = 0; i < 20; i++) {
    await upload(`a/b/c/${i}`, randomBytes(10));
    await (await fetch(url("content", "a/b/c/x"))).arrayBuffer();
    await (await fetch(url("content", "a/b/c/none"))).arrayBuffer();
    await (await fetch(url("zip", "a"))).arrayBuffer();
    await (await fetch(url("list", "a/b/c"))).json();
  }
  await waitFor("the files to be closed", async () => (await open()) <= before + 2);
});
