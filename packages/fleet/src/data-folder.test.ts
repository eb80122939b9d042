import { chown, mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { prepareDataFolder } from "./data-folder.ts";
import { diskFull } from "./owned-files.ts";
import { invokingUser } from "./owner.ts";

let folder: string;
const owner = invokingUser({});
/** Somebody whom files can be given to: anybody for root, only oneself for others. */
const someone = owner.uid === 0 ? { uid: 1234, gid: 2345 } : { uid: owner.uid, gid: owner.gid };
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "porthole-data-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

test("a missing folder is made, and taken back while it is empty", async () => {
  const path = join(folder, "a/b/c");
  const data = await prepareDataFolder(path, owner);
  expect(await readdir(path)).toEqual([]);
  await data.undo();
  expect(await readdir(folder)).toEqual([]);
});

test("taking back leaves what is in use or was there before", async () => {
  const path = join(folder, "a/b");
  const data = await prepareDataFolder(path, owner);
  await writeFile(join(path, "kept"), "");
  await data.undo();
  expect(await readdir(path)).toEqual(["kept"]);
  const old = join(folder, "old");
  await mkdir(old);
  await (await prepareDataFolder(old, owner)).undo();
  expect((await stat(old)).isDirectory()).toBe(true);
});

test("a file in the way is told, and nothing is left", async () => {
  await writeFile(join(folder, "file"), "");
  for (const path of [join(folder, "file"), join(folder, "file/below")]) {
    await expect(prepareDataFolder(path, owner)).rejects.toMatchObject({
      id: "data-folder-unwritable",
      why: expect.stringMatching(/file/),
      todo: expect.stringContaining("--data"),
    });
  }
});

test("a file system that takes no files is told", async () => {
  await expect(prepareDataFolder("/proc/porthole", owner)).rejects.toMatchObject({
    id: "data-folder-unwritable",
  });
});

test("the caller of sudo owns every folder that is made for them", async () => {
  const path = join(folder, "a/b");
  const data = await prepareDataFolder(path, { ...someone, home: "/" });
  expect(data).toMatchObject(someone);
  for (const made of [path, join(folder, "a")]) {
    expect(await stat(made)).toMatchObject(someone);
  }
});

test("root keeps a folder with the person it belongs to", async () => {
  await chown(folder, someone.uid, someone.gid);
  expect(await prepareDataFolder(folder, owner)).toMatchObject(someone);
});

test("ENOSPC and EDQUOT are a full disk, others not", () => {
  const failure = (code: string) => Object.assign(new Error(code), { code });
  expect(diskFull("/d/x", failure("ENOSPC"))).toMatchObject({ id: "disk-full" });
  expect(diskFull("/d/x", failure("EDQUOT"))).toMatchObject({ id: "disk-full" });
  expect(diskFull("/d/x", failure("EIO"))).toBeUndefined();
});
