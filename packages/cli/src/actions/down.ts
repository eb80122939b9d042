import { type AppDetails, down, restart } from "@porthole/fleet";
import { BuildProgress } from "../build-progress.ts";
import { openFleet } from "../context.ts";
import { onInterrupt } from "../interrupt.ts";
import { paint, say, sayJson } from "../output.ts";
import { Progress } from "../progress.ts";
import { appReport } from "./status.ts";

/** Stops apps and removes their containers; data stays. */
export async function runDown(names: readonly string[]): Promise<void> {
  const fleet = await openFleet();
  using progress = new Progress();
  const stopped = await Promise.all(
    names.map(async name => {
      progress.start(name, `Stopping ${name}`);
      try {
        return { name, was: await down(fleet, name) };
      } finally {
        progress.end(name, Number.POSITIVE_INFINITY);
      }
    }),
  );
  for (const { name, was } of stopped) {
    say(
      was
        ? `${paint("green", "✓")} ${name} is stopped. Its data stays; start it again: porthole up ${name}`
        : `${name} was not running.`,
    );
  }
}

/** Restarts an app and waits until it is ready. */
export async function runRestart(name: string, flags: { json?: boolean; timeout: number }): Promise<void> {
  using interrupt = onInterrupt();
  const fleet = await openFleet();
  let app: AppDetails;
  {
    await using shown = new BuildProgress(new Progress(), fleet.home, name);
    app = await restart(fleet, name, {
      signal: interrupt.signal,
      timeoutSeconds: flags.timeout,
      onEvent: event => shown.up(event),
    });
  }
  if (flags.json) {
    sayJson(appReport(app));
  } else {
    say(`${paint("green", "✓")} ${app.title} is ready at ${app.url}`);
  }
}
