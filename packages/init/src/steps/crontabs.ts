import { findGroup, findUser } from "../account/accounts.ts";
import { own } from "../account/own.ts";
import type { Routine } from "../supervise/routine.ts";
import { isRestricted, type World } from "./world.ts";

/** Where cron reads the crontab of each user. */
export const SPOOL = "/var/spool/cron/crontabs";
const USERS = ["abc", "root"];
const CONFIG = "/config/crontabs";

/**
 * Loads the crontabs of abc and root. `/config/crontabs/USER` wins; where the image ships `/defaults/crontabs/USER`
 * and there is none yet, it is made from what is loaded already, else from the default.
 */
// biome-ignore lint/correctness/useYield: a routine that needs no program
export function* crontabs(world: World): Routine {
  if (isRestricted(world)) return 0;
  for (const user of USERS) {
    const { files, warn } = world;
    try {
      const system = files.read(`/etc/crontabs/${user}`);
      if (system !== undefined) load(world, user, system);
      const fallback = files.read(`/defaults/crontabs/${user}`);
      const path = `${CONFIG}/${user}`;
      if (fallback !== undefined && files.read(path) === undefined) {
        files.makeFolder(CONFIG);
        files.write(path, files.read(`${SPOOL}/${user}`) || fallback);
      }
      const wanted = files.read(path);
      if (wanted === undefined) continue;
      const account = findUser(files, user);
      if (account) own(files, path, account.uid, account.gid);
      load(world, user, wanted);
    } catch (error) {
      warn(`[init-crontab-config] ${user}: ${error instanceof Error ? error.message : error}`);
    }
  }
  return 0;
}

function load(world: World, user: string, crontab: string): void {
  const { files } = world;
  const account = findUser(files, user);
  if (!account) return;
  const path = `${SPOOL}/${user}`;
  if (files.read(path) === crontab) return;
  files.makeFolder(SPOOL);
  files.replace(path, crontab.endsWith("\n") ? crontab : `${crontab}\n`, 0o600);
  // cron refuses a crontab that another than its user could have written.
  files.chown(path, account.uid, findGroup(files, "crontab")?.gid ?? account.gid);
}

/** Whether cron has anything to do. */
export function hasCrontab(world: World): boolean {
  return USERS.some(user => (world.files.read(`${SPOOL}/${user}`) ?? "") !== "");
}
