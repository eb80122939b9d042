import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** A running process. */
export type Process = { pid: number; parent: number; command: string };

/** Every process of the machine, those in containers too. */
export async function processes(): Promise<Process[]> {
  const pids = (await readdir("/proc")).filter(name => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid): Promise<Process | undefined> => {
      try {
        const [status, command] = await Promise.all([
          readFile(`/proc/${pid}/stat`, "utf8"),
          readFile(`/proc/${pid}/cmdline`, "utf8"),
        ]);
        // The name, in parentheses, may hold anything; the parent is the second field after it.
        const parent = Number(status.slice(status.lastIndexOf(")") + 2).split(" ")[1]);
        return { pid, parent, command: command.replaceAll("\0", " ").trim() };
      } catch {
        return undefined; // It ended meanwhile.
      }
    }),
  );
  return found.filter(process => process !== undefined);
}

/** A process and all that descend from it. */
export function tree(all: readonly Process[], root: number): Process[] {
  const children = all.filter(({ parent }) => parent === root);
  return [...all.filter(({ pid }) => pid === root), ...children.flatMap(({ pid }) => tree(all, pid))];
}

/** Milliseconds of processor that processes have used since they began, all threads that live. */
export async function processorTime(pids: readonly number[]): Promise<number> {
  const times = await Promise.all(
    pids.map(async pid => {
      const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
      const each = await Promise.all(
        threads.map(thread => readFile(`/proc/${pid}/task/${thread}/schedstat`, "utf8").catch(() => "0")),
      );
      return each.reduce((sum, text) => sum + Number.parseInt(text, 10) / 1e6, 0);
    }),
  );
  return times.reduce((sum, time) => sum + time, 0);
}

/** Megabytes (10^6) of memory that processes hold, shared pages divided among those who share them (PSS). */
export async function memory(pids: readonly number[]): Promise<number> {
  const each = await Promise.all(
    pids.map(async pid => {
      const text = await readFile(`/proc/${pid}/smaps_rollup`, "utf8").catch(() => "");
      return (Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) * 1024) / 1e6;
    }),
  );
  return each.reduce((sum, size) => sum + size, 0);
}

/** Has the kernel share out the processors among these as among the bench's own: moves them into its control group (version 1 or 2), where it may. */
export async function joinOwnGroup(pids: readonly number[]): Promise<void> {
  const groups = await readFile("/proc/self/cgroup", "utf8");
  const [, first, path = ""] = /^\d+:(cpu|cpu,cpuacct|):(\/.*)$/m.exec(groups) ?? [];
  const target = join("/sys/fs/cgroup", first ?? "", path, "cgroup.procs");
  for (const pid of pids) {
    await writeFile(target, `${pid}`).catch(() => undefined);
  }
}
