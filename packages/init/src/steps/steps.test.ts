import { expect, test } from "vitest";
import { MemoryFiles } from "../files/memory-files.ts";
import type { Exit } from "../supervise/process.ts";
import type { Routine } from "../supervise/routine.ts";
import { addUser } from "./adduser.ts";
import { crontabs, hasCrontab } from "./crontabs.ts";
import { devicePermissions } from "./device-perms.ts";
import { migrations } from "./migrations.ts";
import { restrictionNotice } from "./notice.ts";
import type { World } from "./world.ts";

const PASSWD = "root:x:0:0:root:/root:/bin/bash\nabc:x:911:911::/config:/bin/false\n";
const GROUP = "root:x:0:\ncrontab:x:102:\nabc:x:911:\n";

function world(files: Record<string, string>, parts: Partial<World> = {}): World & { log: string[] } {
  const log: string[] = [];
  const print = (line: string) => void log.push(line);
  const all = new MemoryFiles({ "/etc/passwd": PASSWD, "/etc/group": GROUP, ...files });
  return { files: all, print, warn: print, uid: 0, gid: 0, readOnly: false, log, ...parts };
}

function run(
  routine: Routine,
  answer: (argv: readonly string[]) => Exit = () => ({ code: 0, signal: 0 }),
): number {
  let step = routine.next();
  while (!step.done) step = routine.next(answer(step.value.argv));
  return step.value;
}

test("migrations run by number and are recorded one by one", () => {
  const it = world({ "/migrations/10-b": "", "/migrations/2-a": "", "/config/.migrations": "2-a\n" });
  const failing = run(migrations(it), () => ({ code: 0, signal: 9 }));
  expect(failing).toBe(137);
  expect(it.files.read("/config/.migrations")).toBe("2-a\n");
  expect(run(migrations(it))).toBe(0);
  expect(it.files.read("/config/.migrations")).toBe("2-a\n10-b\n");
  expect(it.log).toEqual([
    "[migrations] started",
    "[migrations] 2-a: skipped",
    "[migrations] 10-b: executing...",
    "[migrations] 10-b: failed with exit code 137, contact support",
    "[migrations] started",
    "[migrations] 2-a: skipped",
    "[migrations] 10-b: executing...",
    "[migrations] 10-b: succeeded",
    "[migrations] done",
  ]);
});

test("the user's crontab wins over the default, and is the user's", () => {
  const it = world({ "/defaults/crontabs/abc": "default\n", "/config/crontabs/abc": "mine" });
  run(crontabs(it));
  expect(it.files.read("/var/spool/cron/crontabs/abc")).toBe("mine\n");
  expect(it.files.stat("/var/spool/cron/crontabs/abc")).toMatchObject({ mode: 0o600, uid: 911, gid: 102 });
  expect(hasCrontab(it)).toBe(true);
});

test("without crontabs nothing is made, and a restricted container leaves them alone", () => {
  const none = world({});
  run(crontabs(none));
  expect(hasCrontab(none)).toBe(false);
  const readOnly = world({ "/config/crontabs/abc": "mine" }, { readOnly: true });
  run(crontabs(readOnly));
  expect(hasCrontab(readOnly)).toBe(false);
});

test("devices that cannot be read from the variable are told, and stop nothing", () => {
  const it = world({ "/run/s6/container_environment/ATTACHED_DEVICES_PERMS": '/dev/"dri' });
  expect(run(devicePermissions(it))).toBe(0);
  expect(it.log.join()).toContain('ATTACHED_DEVICES_PERMS is "/dev/"dri"');
});

test("a device's group is joined, made where it has no name, and never that of root", () => {
  const it = world({ "/run/s6/container_environment/ATTACHED_DEVICES_PERMS": "/dev/dri -type c" });
  const files = it.files as MemoryFiles;
  const device = (path: string, gid: number, mode: number) => {
    files.makeFolder(path.slice(0, path.lastIndexOf("/")));
    files.entries.set(path, { kind: "other", mode, uid: 0, gid, size: 0, bytes: "" });
  };
  device("/dev/dri/card0", 44, 0o660);
  device("/dev/dri/card1", 0, 0o600);
  run(devicePermissions(it));
  expect(files.read("/etc/group")).toContain("group44:x:44:abc\n");
  expect(files.read("/etc/group")).toContain("root:x:0:\n");
  expect(files.stat("/dev/dri/card1")).toMatchObject({ gid: 911, mode: 0o660 });
});

test("the notice names what is restricted", () => {
  expect(restrictionNotice(world({}))).toBeUndefined();
  expect(restrictionNotice(world({}, { readOnly: true }))).toContain("container read-only:");
  expect(restrictionNotice(world({}, { uid: 1, readOnly: true }))).toContain(
    "read-only and as a non-root user:",
  );
});

test("the image's own branding, donation line and version are printed with the ids, and three folders owned", () => {
  const it = world({
    "/etc/s6-overlay/s6-rc.d/init-adduser/branding": "My brand\n",
    "/donate.txt": "https://donate.example\n",
    "/build_version": "My version: 1\nBuild-date: today\n",
    "/run/s6/container_environment/PUID": "1000",
    "/config/kept": "",
  });
  expect(run(addUser(it))).toBe(0);
  const rule = "─".repeat(39);
  expect(it.log.join("\n")).toBe(
    `My brand\n\nTo support the app dev(s) visit:\nhttps://donate.example\n\n${rule}\nGID/UID\n${rule}\n\nUser UID:    1000\nUser GID:    911\n${rule}\nMy version: 1\nBuild-date: today\n${rule}\n`,
  );
  expect(it.files.stat("/config")).toMatchObject({ uid: 1000, gid: 911 });
  expect(it.files.stat("/config/kept")).toMatchObject({ uid: 0 });
  expect(it.files.read("/etc/passwd")).toContain("abc:x:1000:911::/config:/bin/false");
});
