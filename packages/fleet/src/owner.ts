import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** The person a command is run for. */
export type Owner = { uid: number; gid: number; home: string };

/** Where Porthole keeps what belongs to a person. */
export type Home = {
  owner: Owner;
  /** `$XDG_STATE_HOME/porthole`: settings of apps, logs of builds. */
  state: string;
  /** `$XDG_DATA_HOME/porthole`: default parent of data folders. */
  data: string;
};

/**
 * The person behind this process: whoever called sudo, else the process's own user.
 *
 * `passwd` is the text of /etc/passwd, which knows the home of the caller of sudo.
 */
export function invokingUser(
  env: NodeJS.ProcessEnv = process.env,
  euid: number = process.geteuid?.() ?? 0,
  egid: number = process.getegid?.() ?? 0,
  passwd: () => string = () => readFileSync("/etc/passwd", "utf8"),
): Owner {
  const uid = Number.parseInt(env.SUDO_UID ?? "", 10);
  const gid = Number.parseInt(env.SUDO_GID ?? "", 10);
  const known = (id: number) =>
    passwd()
      .split("\n")
      .map(line => line.split(":"))
      .find(fields => fields[2] === String(id));
  if (euid !== 0 || !Number.isInteger(uid) || !Number.isInteger(gid)) {
    // The process's group may be borrowed (`sg docker`); its files are to belong to the user's own.
    const own = Number.parseInt(known(euid)?.[3] ?? "", 10);
    return { uid: euid, gid: Number.isInteger(own) ? own : egid, home: env.HOME || homedir() };
  }
  return { uid, gid, home: known(uid)?.[5] || homedir() };
}

/** Porthole's folders, as the XDG Base Directory Specification places them. */
export function findHome(env: NodeJS.ProcessEnv = process.env, owner: Owner = invokingUser(env)): Home {
  return {
    owner,
    state: join(env.XDG_STATE_HOME || join(owner.home, ".local/state"), "porthole"),
    data: join(env.XDG_DATA_HOME || join(owner.home, ".local/share"), "porthole"),
  };
}
