import { setTimeout } from "node:timers/promises";

/**
 * Waits until `probe` gives something other than undefined and false, and returns it.
 * @param most milliseconds, 20,000 unless given: other work may keep the machine busy. @throws Error with what was waited for
 */
export async function waitFor<T>(
  what: string,
  probe: () => T | Promise<T>,
  most = 20_000,
): Promise<NonNullable<T>> {
  const end = performance.now() + most;
  for (;;) {
    const value = await probe();
    if (value !== undefined && value !== null && value !== false) {
      return value;
    }
    if (performance.now() > end) {
      throw new Error(`waited ${most} ms in vain for ${what}`);
    }
    await setTimeout(20);
  }
}
