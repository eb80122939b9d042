/** A failed service as one block for the log: what, why, its last lines, and what did not start because of it. */
export function failureBlock(
  name: string,
  reason: string,
  lastLines: readonly string[],
  skipped: readonly string[],
): string {
  return [
    `[init] (ERROR) ${name} failed: ${reason}`,
    ...(lastLines.length > 0
      ? ["[init]   its last lines:", ...lastLines.map(line => `[init]   | ${line}`)]
      : []),
    ...(skipped.length > 0 ? [`[init]   not started because of it: ${skipped.join(", ")}`] : []),
    "[init]   `porthole-init status` in the container shows every service.",
  ].join("\n");
}
