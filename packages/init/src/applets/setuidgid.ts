import * as sys from "porthole-sys";
import { findGroup, findUser, groupIds } from "../account/accounts.ts";
import { numericId, splitOwner } from "../account/owner.ts";
import { errnoText } from "../files/files.ts";
import { execProgram } from "../platform/exec.ts";
import { fail } from "../platform/output.ts";
import { systemFiles } from "../platform/system-files.ts";

type Ids = { uid: number; gid: number; groups: number[] };

/** `s6-setuidgid ACCOUNT PROGRAM...`: runs a program as a user, with the user's group and supplementary groups. */
export function setUidGid(args: string[], name: string): number {
  const [account, ...program] = args;
  if (account === undefined || program.length === 0) {
    return fail(100, `${name}: usage: ${name} ACCOUNT PROGRAM [ARGUMENT...]`);
  }
  const ids = lookUp(account);
  if (!ids) return fail(1, `${name}: fatal: unknown user: ${account}`);
  const steps: [string, () => number][] = [
    ["groups", () => sys.setgroups(ids.groups)],
    ["group", () => sys.setgid(ids.gid)],
    ["user", () => sys.setuid(ids.uid)],
  ];
  for (const [what, call] of steps) {
    const result = call();
    if (result < 0) return fail(111, `${name}: fatal: unable to set ${what}: ${errnoText(-result)}`);
  }
  return execProgram(name, program, sys.environ());
}

/** `s6-envuidgid ACCOUNT PROGRAM...`: runs a program with UID, GID and GIDLIST set to a user's. */
export function envUidGid(args: string[], name: string): number {
  const [account, ...program] = args;
  if (account === undefined || program.length === 0) {
    return fail(100, `${name}: usage: ${name} ACCOUNT PROGRAM [ARGUMENT...]`);
  }
  const ids = lookUp(account);
  if (!ids) return fail(1, `${name}: fatal: unknown user: ${account}`);
  const kept = sys.environ().filter(entry => !/^(UID|GID|GIDLIST)=/.test(entry));
  const set = [`UID=${ids.uid}`, `GID=${ids.gid}`, `GIDLIST=${ids.groups.join(",")}`];
  return execProgram(name, program, [...kept, ...set]);
}

function lookUp(account: string): Ids | undefined {
  const { user, group } = splitOwner(account);
  const entry = findUser(systemFiles, user);
  const uid = entry?.uid ?? numericId(user);
  if (uid === undefined) return undefined;
  if (group === undefined) {
    return entry ? { uid, gid: entry.gid, groups: groupIds(systemFiles, entry) } : undefined;
  }
  const gid = findGroup(systemFiles, group)?.gid ?? numericId(group);
  return gid === undefined ? undefined : { uid, gid, groups: [gid] };
}
