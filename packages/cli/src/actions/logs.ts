import { copyLogs } from "@porthole/engine";
import { findInstalled } from "@porthole/fleet";
import { openFleet } from "../context.ts";
import { onInterrupt } from "../interrupt.ts";

/** Options of `porthole logs`. */
export type LogFlags = { follow?: boolean; lines?: number; timestamps?: boolean };

/** Copies an app's log to standard output and standard error, as the app wrote it. */
export async function runLogs(name: string, flags: LogFlags): Promise<void> {
  using interrupt = onInterrupt();
  const fleet = await openFleet();
  const app = await findInstalled(fleet, name);
  const gone = new AbortController();
  // A reader that went away (`porthole logs | head`) ends the command in peace.
  process.stdout.on("error", () => gone.abort());
  await copyLogs(fleet.engine, app.container.id, {
    stdout: process.stdout,
    stderr: process.stderr,
    follow: flags.follow ?? false,
    timestamps: flags.timestamps ?? false,
    ...(flags.lines === undefined ? {} : { tail: flags.lines }),
    signal: AbortSignal.any([interrupt.signal, gone.signal]),
  });
}
