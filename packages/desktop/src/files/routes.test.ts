import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdir, readdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { capture } from "../../../../tests/support/shell.ts";
import { waitFor } from "../../../../tests/support/wait.ts";
import {
  base,
  begin,
  folder,
  patch,
  placeOf,
  refusal,
  scratch,
  serveEach,
  start,
  stop,
  taken,
  upload,
  url,
} from "../../test/served-folder.ts";

serveEach();

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
