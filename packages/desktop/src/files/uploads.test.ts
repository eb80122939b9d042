import { createHash, randomBytes } from "node:crypto";
import { mkdir, open, readdir, readFile, stat, utimes, writeFile } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { waitFor } from "../../../../tests/support/wait.ts";
import {
  base,
  begin,
  digest,
  folder,
  patch,
  placeOf,
  refusal,
  serveEach,
  start,
  stop,
  upload,
  url,
} from "../../test/served-folder.ts";
import { LEAF } from "./upload.ts";

serveEach();

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
