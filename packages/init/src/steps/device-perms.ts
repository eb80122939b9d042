import { findUser, groupIds, parseGroups, withMember } from "../account/accounts.ts";
import { readVariable } from "../env/container-environment.ts";
import { parseExecline } from "../execline/parse.ts";
import type { FileInfo } from "../files/files.ts";
import type { Routine } from "../supervise/routine.ts";
import type { World } from "./world.ts";

const USER = "abc";

/** Lets user abc use the devices that ATTACHED_DEVICES_PERMS names: `/dev/dri /dev/dvb [-type c]`, as for find. */
export function* devicePermissions(world: World): Routine {
  const asked = readVariable(world.files, "ATTACHED_DEVICES_PERMS");
  if (asked === undefined || world.uid !== 0) return 0;
  const words = wordsOf(asked);
  if (words === undefined) {
    world.warn(
      `[init-device-perms] ATTACHED_DEVICES_PERMS is "${asked}", in which a quote or a block does not end`,
    );
    return 0;
  }
  const firstTest = words.findIndex(word => word.startsWith("-"));
  const paths = firstTest < 0 ? words : words.slice(0, firstTest);
  const tests = firstTest < 0 ? [] : words.slice(firstTest);
  if (tests.length > 0 && tests.join(" ") !== "-type c") {
    world.warn(
      `[init-device-perms] only the test "-type c" is understood; "${tests.join(" ")}" is taken for it`,
    );
  }
  for (const path of paths) for (const device of devicesBelow(world, path)) allow(world, device);
  return 0;
}

function wordsOf(text: string): string[] | undefined {
  try {
    return parseExecline(text);
  } catch {
    return undefined;
  }
}

function devicesBelow(world: World, path: string): string[] {
  const info = world.files.lstat(path);
  if (info?.kind === "other") return [path];
  if (info?.kind !== "directory") return [];
  return (world.files.list(path) ?? []).flatMap(name => devicesBelow(world, `${path}/${name}`));
}

function allow(world: World, device: string): void {
  const { files, print, warn } = world;
  const info = files.stat(device);
  const user = findUser(files, USER);
  if (!info || !user) return;
  const groupMayUse = (info.mode & 0o060) === 0o060;
  const isMember = groupIds(files, user).includes(info.gid);
  if (info.uid === user.uid || (isMember && groupMayUse)) {
    print(`**** permissions for ${device} are good ****`);
    return;
  }
  try {
    if (!isMember) join(world, device, info);
    if (groupMayUse) return;
    print(
      `**** The device ${device} does not have group read/write permissions, attempting to fix inside the container. ****`,
    );
    files.chmod(device, info.mode | 0o060);
  } catch (error) {
    warn(`[init-device-perms] ${device}: ${error instanceof Error ? error.message : error}`);
  }
}

function join(world: World, device: string, info: FileInfo): void {
  const { files, print } = world;
  // Group 0 owns most of the system: membership would give abc far more than one device.
  if (info.gid === 0) {
    print(`**** ${device} belongs to group root; giving it to group ${USER} instead ****`);
    const gid = findUser(files, USER)?.gid ?? 0;
    files.chown(device, info.uid, gid);
    return;
  }
  let group = files.read("/etc/group") ?? "";
  let name = parseGroups(group).find(entry => entry.gid === info.gid)?.name;
  if (name === undefined) {
    name = `group${info.gid}`;
    print(`**** creating group ${name} with id ${info.gid} ****`);
    group = `${group.replace(/\n*$/, "\n")}${name}:x:${info.gid}:\n`;
  }
  print(`**** adding ${device} to group ${name} with id ${info.gid} ****`);
  files.replace("/etc/group", withMember(group, info.gid, USER), files.stat("/etc/group")?.mode ?? 0o644);
}
