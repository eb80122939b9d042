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
