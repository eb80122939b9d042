import { findGroup, findUser } from "../account/accounts.ts";
import { NOT_OWNED, own } from "../account/own.ts";
import { numericId, splitOwner } from "../account/owner.ts";
import { print } from "../platform/output.ts";
import { systemFiles } from "../platform/system-files.ts";

const NO_GROUP =
  "**** Permissions could not be set. Group is missing or incorrect, expecting user:group. ****";

/** `lsiown [-R] USER:GROUP PATH...`: sets an owner where it differs. Never fails, so that no script ends over it. */
export function lsiown(args: string[]): number {
  const recursive = args.some(arg => /^-[a-zA-Z]*R/.test(arg) || arg === "--recursive");
  const [account = "", ...paths] = args.filter(arg => !arg.startsWith("-"));
  const { user, group = "" } = splitOwner(account);
  const uid = findUser(systemFiles, user)?.uid ?? numericId(user);
  const gid = findGroup(systemFiles, group)?.gid ?? numericId(group);
  if (gid === undefined) {
    print(NO_GROUP);
    return 0;
  }
  const done = paths.map(path => uid !== undefined && own(systemFiles, path, uid, gid, recursive));
  if (!done.every(Boolean)) for (const line of NOT_OWNED) print(line);
  return 0;
}
