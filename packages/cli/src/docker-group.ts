import { spawn } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { userInfo } from "node:os";
import { findProgram } from "./requirements/machine.ts";

const SOCKET = "/var/run/docker.sock";
/** Set in the second process, so that there is never a third. */
const GUARD = "PORTHOLE_IN_GROUP";

/** Members of a group, by the text of /etc/group; undefined where there is no such group. */
export function groupMembers(
  groups: string,
  which: { name: string } | { gid: number },
): string[] | undefined {
  const line = groups
    .split("\n")
    .map(text => text.split(":"))
    .find(([name, , gid]) => ("name" in which ? name === which.name : gid === String(which.gid)));
  return line?.[3]?.split(",").filter(Boolean);
}

/** Whether this person's account is in the group of the engine's socket, or, while there is none, in `docker`. */
export function isGroupMember(): boolean {
  const groups = readFileSync("/etc/group", "utf8");
  let which: { name: string } | { gid: number } = { name: "docker" };
  try {
    which = { gid: statSync(SOCKET).gid };
  } catch {
    // The engine is not installed yet.
  }
  return groupMembers(groups, which)?.includes(userInfo().username) ?? false;
}

/** Whether this person needs to be in a group at all, and is not. */
export function mustJoinGroup(): boolean {
  return process.geteuid?.() !== 0 && !isGroupMember();
}

/** The command that lets this person use Docker Engine. */
export function joinCommand(): string[] {
  return ["sudo", "usermod", "--append", "--groups", "docker", userInfo().username];
}

/**
 * Runs the same command line again with the group that the account has joined since this session began; resolves to
 * its exit code, or undefined where that would not help.
 */
export async function runAgainInGroup(words: readonly string[]): Promise<number | undefined> {
  const sg = findProgram("sg");
  if (!sg || process.env[GUARD] || process.geteuid?.() === 0 || !isGroupMember()) {
    return undefined;
  }
  const main = process.argv[1] ?? "";
  const line = ["exec", ...[process.execPath, main, ...words].map(quote)].join(" ");
  const child = spawn(sg, ["docker", "-c", line], {
    stdio: "inherit",
    env: { ...process.env, [GUARD]: "1" },
  });
  // Ctrl-C reaches the child too; it cleans up, and its exit code says so.
  const wait = () => undefined;
  process.on("SIGINT", wait).on("SIGTERM", () => child.kill("SIGTERM"));
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.once("error", reject);
  child.once("close", (code, signal) => resolve(code ?? (signal === "SIGINT" ? 130 : 1)));
  return await promise;
}

/** A word for a POSIX shell. */
export function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
