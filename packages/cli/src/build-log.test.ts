import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PortholeError } from "@porthole/contract";
import { findHome, type Home } from "@porthole/fleet";
import { afterEach, beforeEach, expect, test } from "vitest";
import { BuildLog } from "./build-log.ts";

let folder: string;
let home: Home;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "porthole-log-"));
  home = findHome({ XDG_STATE_HOME: folder });
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

test("everything a build said is in the file, and a failure names it", async () => {
  const log = await BuildLog.open(home, "clock");
  log.add({ kind: "start", step: "root", text: "Bootstrapping" });
  log.add({ kind: "log", step: "root", line: "I: hello" });
  log.add({ kind: "end", step: "root", seconds: 1.25 });
  const failure = new PortholeError({ kind: "outside", id: "x", what: "w", why: "y", todo: "z" });
  expect(log.explain(failure)).toMatchObject({
    id: "x",
    message: "w",
    why: "y",
    todo: `z\nThe full log:\n  ${log.path}`,
  });
  await log[Symbol.asyncDispose]();
  const text = await readFile(log.path, "utf8");
  expect(text).toMatch(/^\S+Z \[root\] Bootstrapping\n\[root\] I: hello\n\S+Z \[root\] done in 1\.3 s\n$/);
  expect((await stat(log.path)).mode & 0o777).toBe(0o600);
});

test("a build that said nothing leaves no file, and failures are not sent to it", async () => {
  const log = await BuildLog.open(home, "clock");
  const failure = new PortholeError({ kind: "outside", id: "x", what: "w" });
  expect(log.explain(failure)).toBe(failure);
  await log[Symbol.asyncDispose]();
  expect(await readdir(join(home.state, "logs"))).toEqual([]);
});

test("only the newest twenty are kept; other files stay", async () => {
  const logs = join(home.state, "logs");
  await mkdir(logs, { recursive: true });
  for (let i = 10; i < 40; i++) {
    await writeFile(join(logs, `build-200001${i}T000000Z-a.log`), "");
  }
  await writeFile(join(logs, "dockerd.log"), "");
  const log = await BuildLog.open(home, "b");
  log.add({ kind: "log", step: "s", line: "l" });
  await log[Symbol.asyncDispose]();
  const left = await readdir(logs);
  expect(left).toHaveLength(21);
  expect(left).toContain("dockerd.log");
  expect(left).toContain(log.path.split("/").at(-1));
  expect(left).not.toContain("build-20000120T000000Z-a.log");
});

test("a folder that cannot be made is told", async () => {
  await writeFile(join(folder, "porthole"), "a file in the way");
  await expect(BuildLog.open(home, "clock")).rejects.toMatchObject({ id: "state-unwritable" });
});
