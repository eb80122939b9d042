import { setTimeout as delay } from "node:timers/promises";
import type { RunningDesktop } from "./running-desktop.ts";

/** The two processes that make the picture. */
const NAMES = ["Xorg", "node"] as const;

/** What they take: memory as proportional set size in MB; processor time since their start in ms. */
export type Cost = { memory: number; server: number; xServer: number };

/** Looks at X server and desktop server. Only their own user may. */
export async function costOf(desktop: RunningDesktop): Promise<Cost> {
  const look = NAMES.map(
    name =>
      `p=$(pidof ${name}); awk '/^Pss:/ { sum += $2 } END { print sum }' /proc/$p/smaps_rollup; cat /proc/$p/task/*/schedstat | awk '{ sum += $1 } END { print sum }'`,
  );
  const lines = (await desktop.asUser(look.join("; "))).split("\n").map(Number);
  const [memoryX = Number.NaN, timeX = Number.NaN, memory = Number.NaN, time = Number.NaN] = lines;
  return { memory: (memoryX + memory) / 1024, server: time / 1e6, xServer: timeX / 1e6 };
}

/** How often the threads of a program wake within so many ms. */
export async function wakesOf(desktop: RunningDesktop, program: string, within: number): Promise<number> {
  const look = () =>
    desktop
      .asUser(`awk '/^voluntary/ { sum += $2 } END { print sum }' /proc/$(pidof ${program})/task/*/status`)
      .then(Number);
  const before = await look();
  await delay(within);
  return (await look()) - before;
}

/** Memory, in kB, for which a program asked to have huge pages: in the heap of small blocks, and elsewhere. */
export type HugePages = { heap: number; elsewhere: number };

/** Looks at how the kernel was advised (`VmFlags` in proc_pid_smaps(5)), which does not depend on its having huge pages to give. */
export async function hugePagesAskedFor(
  desktop: RunningDesktop,
  program: (typeof NAMES)[number],
): Promise<HugePages> {
  const count =
    '/^[0-9a-f]+-/ { where = $6 == "[heap]" } /^Size:/ { size = $2 } / hg( |$)/ { sum[where] += size } END { print sum[1] + 0, sum[0] + 0 }';
  const [heap = Number.NaN, elsewhere = Number.NaN] = (
    await desktop.asUser(`awk '${count}' /proc/$(pidof ${program})/smaps`)
  )
    .split(" ")
    .map(Number);
  return { heap, elsewhere };
}

/** What desktop server and X server hold: memory of their own in MB, and how many threads, open files and shared memory segments. */
export type Held = { server: number; xServer: number; threads: number; files: number; segments: number };

/**
 * Looks at what may grow. Memory is the proportional set size but for pages of program files: those are shared with whatever
 * else on the machine runs the same programs, so that they come and go with other containers.
 */
export async function heldBy(desktop: RunningDesktop): Promise<Held> {
  const own = NAMES.map(
    name => `awk '/^Pss_(Anon|Shmem):/ { sum += $2 } END { print sum }' /proc/$(pidof ${name})/smaps_rollup`,
  );
  const counts = [
    "p=$(pidof node)",
    "ls /proc/$p/task | wc -l",
    "ls /proc/$p/fd | wc -l",
    "awk 'NR > 1' /proc/sysvipc/shm | wc -l",
  ];
  const lines = (await desktop.asUser([...own, ...counts].join("; "))).split("\n").map(Number);
  const [xServer = Number.NaN, server = Number.NaN, threads = 0, files = 0, segments = 0] = lines;
  return { server: server / 1024, xServer: xServer / 1024, threads, files, segments };
}
