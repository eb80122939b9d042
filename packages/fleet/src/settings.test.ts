import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findHome, type Home } from "./owner.ts";
import { defaultSettings, knownApps, readSettings, writeSettings } from "./settings.ts";

let folder: string;
let home: Home;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "porthole-settings-"));
  home = findHome({ XDG_STATE_HOME: join(folder, "state"), XDG_DATA_HOME: join(folder, "data") });
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

test("settings come back as written, readable by their owner alone, with no draft left", async () => {
  const settings = { ...defaultSettings(home, "toy"), lan: true, password: "p", ports: { "3000": 8080 } };
  await writeSettings(home, "toy", settings);
  expect(await readSettings(home, "toy")).toEqual(settings);
  const { mode } = await stat(join(home.state, "apps/toy.json"));
  expect(mode & 0o777).toBe(0o600);
  expect(await readdir(join(home.state, "apps"))).toEqual(["toy.json"]);
  expect(await knownApps(home)).toEqual(["toy"]);
});

test("an app that never ran has none, and one that is forgotten neither", async () => {
  expect(await readSettings(home, "toy")).toBeUndefined();
  await writeSettings(home, "toy", defaultSettings(home, "toy"));
  await writeSettings(home, "toy", undefined);
  expect(await readSettings(home, "toy")).toBeUndefined();
  expect(await knownApps(home)).toEqual([]);
});

test.each(["{", '{"data":1}', '{"data":"relative"}'])("broken settings are told: %s", async text => {
  await writeSettings(home, "toy", defaultSettings(home, "toy"));
  await writeFile(join(home.state, "apps/toy.json"), text);
  await expect(readSettings(home, "toy")).rejects.toMatchObject({
    id: "settings-invalid",
    todo: expect.stringContaining("toy.json"),
  });
});

test("a state folder that cannot be made is told", async () => {
  await writeFile(join(folder, "state"), "a file in the way");
  await expect(writeSettings(home, "toy", defaultSettings(home, "toy"))).rejects.toMatchObject({
    id: "state-unwritable",
  });
});
