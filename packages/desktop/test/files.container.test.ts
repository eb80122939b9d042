import { createHash, randomBytes } from "node:crypto";
import { request as httpsRequest } from "node:https";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { shapeLink } from "../../../tests/support/link.ts";
import { waitFor } from "../../../tests/support/wait.ts";
import { FakePage } from "./fake-page.ts";
import { type RunningDesktop, startDesktop } from "./running-desktop.ts";

let desktop: RunningDesktop;

beforeAll(async () => {
  desktop = await startDesktop({ PUID: "1234", PGID: "2345", UMASK: "027" }, [
    "--tmpfs",
    "/small:size=8m,mode=1777",
  ]);
});
afterAll(async () => {
  await desktop?.[Symbol.asyncDispose]();
});

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const shaInside = async (path: string) => (await desktop.exec(`sha256sum '${path}'`)).split(" ")[0];

function begin(
  base: string,
  path: string,
  size: number,
  headers: Record<string, string> = {},
): Promise<Response> {
  const upload = { "upload-length": `${size}`, "upload-modified": "1700000000000", ...headers };
  return fetch(`${base}files/content/${path}`, { method: "POST", headers: upload });
}

function patch(
  place: string,
  offset: number,
  bytes: Uint8Array<ArrayBuffer>,
  last: boolean,
): Promise<Response> {
  const headers = {
    "upload-offset": `${offset}`,
    "upload-complete": last ? "?1" : "?0",
    "content-digest": `sha-256=:${createHash("sha256").update(bytes).digest("base64")}:`,
  };
  return fetch(place, { method: "PATCH", headers, body: bytes });
}

const placeOf = (answer: Response) => new URL(answer.headers.get("location") ?? "", answer.url).href;

/** Brings a file in pieces of a megabyte, as a page does: what is cut is begun again, however often. @returns how often */
async function bring(base: string, path: string, bytes: Uint8Array<ArrayBuffer>): Promise<number> {
  for (let begun = 1; begun < 100; begun++) {
    try {
      const answer = await begin(base, path, bytes.length);
      let at = Number(answer.headers.get("upload-offset"));
      while (answer.ok) {
        const piece = bytes.subarray(at, at + (1 << 20));
        at += piece.length;
        const said = await patch(placeOf(answer), at - piece.length, piece, at === bytes.length);
        if (said.status === 200) {
          return begun;
        }
        if (said.status !== 204) {
          break;
        }
      }
    } catch {
      // Cut; the server may be away for a moment.
    }
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  throw new Error("it never got through");
}

describe("a file that is brought", () => {
  it("belongs to the container's user, with the rights that UMASK leaves", async () => {
    const answer = await begin(desktop.url, "new%20folder/note.txt", 0, { "upload-complete": "?1" });
    expect(answer.status).toBe(201);
    const said = await desktop.exec(
      "cd /config/Desktop && stat -c '%u:%g %a %n' 'new folder' 'new folder/note.txt'",
    );
    expect(said).toBe("1234:2345 750 new folder\n1234:2345 640 new folder/note.txt");
  });

  it("comes through a line that is cut again and again", async () => {
    await using link = await shapeLink({ port: desktop.port }, { up: 12_000_000 * 8, delay: 5 });
    const bytes = randomBytes(24 << 20);
    const cutting = setInterval(() => link.cut(), 400);
    const begun = await bring(`http://localhost:${link.port}/`, "cut.bin", bytes).finally(() =>
      clearInterval(cutting),
    );
    expect(begun).toBeGreaterThan(1);
    expect(await shaInside("/config/Desktop/cut.bin")).toBe(sha256(bytes));
  });

  it("comes through although the server is killed meanwhile", async () => {
    const bytes = randomBytes(40 << 20);
    const bringing = bring(desktop.url, "killed.bin", bytes);
    const part = "cd /config/Desktop && stat -c %s .*.porthole-part 2>/dev/null || true";
    await waitFor("a part of it", async () => Number(await desktop.exec(part)) > 5 << 20);
    await desktop.exec("kill -9 $(pidof node)");
    expect(await bringing).toBeGreaterThan(1);
    expect(await shaInside("/config/Desktop/killed.bin")).toBe(sha256(bytes));
    expect(await desktop.exec("ls -A /config/Desktop | grep -c part || true")).toBe("0");
  });

  it("leaves nothing where the disk is full, and says so", async () => {
    await using small = await startDesktop({ FILE_MANAGER_PATH: "/small" }, [
      "--tmpfs",
      "/small:size=8m,mode=1777",
    ]);
    const known = await begin(small.url, "large.bin", 20 << 20);
    expect([known.status, await known.text()]).toEqual([507, expect.stringContaining("disk is full")]);
    const place = placeOf(await begin(small.url, "large.bin", 6 << 20));
    await small.exec("head -c 5000000 /dev/zero > /small/other");
    const answer = await patch(place, 0, randomBytes(6 << 20), true);
    expect([answer.status, await answer.text()]).toEqual([507, expect.stringContaining("disk is full")]);
    expect(await small.exec("ls -A /small")).toBe("other");
  });
});

it("the page is told which ways are open", async () => {
  using page = await FakePage.open(desktop.url);
  expect(await page.wait("fileRules")).toMatchObject({ up: true, down: true });
});

it("files have the page's sign-in and its folder, and answer no other page", async () => {
  const env = { PASSWORD: "sesame", SUBFOLDER: "/desk/", SELKIES_FILE_TRANSFERS: "download" };
  await using closed = await startDesktop(env);
  const list = `${closed.url}desk/files/list/`;
  const authorization = `Basic ${Buffer.from("abc:sesame").toString("base64")}`;
  expect((await fetch(list)).status).toBe(401);
  expect((await fetch(list, { headers: { authorization: "Basic eDp5" } })).status).toBe(401);
  expect((await fetch(list, { headers: { authorization } })).status).toBe(200);
  expect((await fetch(`${closed.url}files/list/`, { headers: { authorization } })).status).toBe(404);
  for (const foreign of [{ origin: "http://evil.example" }, { "sec-fetch-site": "cross-site" }]) {
    expect((await fetch(list, { headers: { authorization, ...foreign } })).status).toBe(403);
  }
  const refused = await begin(`${closed.url}desk/`, "x", 0, { authorization, "upload-complete": "?1" });
  expect([refused.status, await refused.text()]).toEqual([403, expect.stringContaining("switched off")]);
  expect(await closed.exec("ls -A /config/Desktop")).toBe("");
  const status = await new Promise((resolve, reject) => {
    const options = {
      port: closed.tlsPort,
      path: "/desk/files/list/",
      headers: { authorization },
      rejectUnauthorized: false,
    };
    httpsRequest(options, response => resolve(response.resume().statusCode))
      .on("error", reject)
      .end();
  });
  expect(status).toBe(200);
});

it.each([{ SELKIES_FILE_TRANSFERS: "" }, { HARDEN_DESKTOP: "true" }])("no file passes with %j", async env => {
  await using closed = await startDesktop(env);
  expect((await begin(closed.url, "x", 0, { "upload-complete": "?1" })).status).toBe(403);
  expect((await fetch(`${closed.url}files/list/`)).status).toBe(403);
});
