import { findGroup, findUser, withGroupId, withUserIds } from "../account/accounts.ts";
import { NOT_OWNED, own } from "../account/own.ts";
import { readVariable } from "../env/container-environment.ts";
import { parseId } from "../env/settings.ts";
import type { Routine } from "../supervise/routine.ts";
import { isRestricted, type World } from "./world.ts";

const RULE = "─".repeat(39);
const USER = "abc";
const BRANDING = "/etc/s6-overlay/s6-rc.d/init-adduser/branding";
const OWNED = ["/app", "/config", "/defaults"];

/** Gives user abc the ids of PUID and PGID, prints who the container runs as, and owns its three folders. */
export function* addUser(world: World): Routine {
  const { files, print, warn } = world;
  if (!isRestricted(world)) {
    const uid = parseId("PUID", readVariable(files, "PUID"));
    const gid = parseId("PGID", readVariable(files, "PGID"));
    for (const { problem } of [uid, gid]) if (problem !== undefined) warn(`[init-adduser] ${problem}`);
    if (!setIds(world, uid.value, gid.value)) return 1;
  }
  const ids = shownIds(world);
  const branding = files.read(BRANDING);
  if (branding !== undefined) print(branding.replace(/\n$/, ""));
  const donate = files.read("/donate.txt");
  if (donate !== undefined) print(`\nTo support the app dev(s) visit:\n${donate.replace(/\n$/, "")}`);
  print(
    ["", RULE, "GID/UID", RULE, "", `User UID:    ${ids.uid}`, `User GID:    ${ids.gid}`, RULE].join("\n"),
  );
  const version = files.read("/build_version");
  if (version !== undefined) print(`${version.replace(/\n$/, "")}\n${RULE}`);
  print("");
  if (!isRestricted(world) && !OWNED.map(path => ownIfThere(world, path, ids.uid, ids.gid)).every(Boolean)) {
    for (const line of NOT_OWNED) print(line);
  }
  return 0;
}

function setIds(world: World, uid: number, gid: number): boolean {
  const { files, warn } = world;
  const passwd = files.read("/etc/passwd") ?? "";
  const group = files.read("/etc/group") ?? "";
  if (!findUser(files, USER)) {
    warn(`[init-adduser] there is no user ${USER} in this image; PUID and PGID have no effect`);
    return true;
  }
  try {
    replaceIfOther(world, "/etc/group", group, withGroupId(group, USER, gid));
    replaceIfOther(world, "/etc/passwd", passwd, withUserIds(passwd, USER, uid, gid));
    return true;
  } catch (error) {
    warn(
      `[init-adduser] user ${USER} could not be changed: ${error instanceof Error ? error.message : error}`,
    );
    return false;
  }
}

function replaceIfOther(world: World, path: string, before: string, after: string): void {
  if (before !== after) world.files.replace(path, after, world.files.stat(path)?.mode ?? 0o644);
}

function shownIds(world: World): { uid: number; gid: number } {
  if (world.uid !== 0) return { uid: world.uid, gid: world.gid };
  const user = findUser(world.files, USER);
  const gid = findGroup(world.files, USER)?.gid ?? user?.gid ?? world.gid;
  return { uid: user?.uid ?? world.uid, gid };
}

function ownIfThere(world: World, path: string, uid: number, gid: number): boolean {
  return !world.files.lstat(path) || own(world.files, path, uid, gid);
}
