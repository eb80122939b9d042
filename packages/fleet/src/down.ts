import { containerName } from "@porthole/contract";
import { findContainer, removeContainer, restartContainer, stopContainer, takeLock } from "@porthole/engine";
import { type Fleet, findApp, findInstalled, installedApp } from "./app.ts";
import { askHealth } from "./health.ts";
import { untilReady } from "./ready.ts";
import { type AppDetails, details, reportInstalled } from "./report.ts";
import { defaultSettings, readSettings, writeSettings } from "./settings.ts";
import type { UpEvent } from "./up.ts";

/**
 * Stops an app and removes its container; its data and settings stay. It takes no lock: stopping an app that
 * another command is waiting for is a fair wish. Resolves to whether there was anything to stop.
 *
 * @throws PortholeError `app-unknown`, `app-not-runnable`
 */
export async function down(fleet: Omit<Fleet, "root">, name: string): Promise<boolean> {
  const { engine, home } = fleet;
  const container = await findContainer(engine, containerName(name));
  if (!container || !installedApp(container)) {
    findApp(fleet.catalog, name);
    return false;
  }
  await stopContainer(engine, container.id);
  await removeContainer(engine, container.id);
  const settings = await readSettings(home, name);
  if (settings) {
    await writeSettings(home, name, { ...settings, stopped: new Date().toISOString() });
  }
  return true;
}

/**
 * Restarts an app's container as it is and waits until it is ready.
 *
 * @throws PortholeError `app-not-running`, and those of waiting
 */
export async function restart(
  fleet: Omit<Fleet, "root">,
  name: string,
  options: {
    signal?: AbortSignal;
    onEvent?: (event: UpEvent) => void;
    timeoutSeconds?: number;
  } = {},
): Promise<AppDetails> {
  const { engine, home } = fleet;
  using _ = await takeLock(`app-${name}`, {
    signal: options.signal,
    onWait: () =>
      options.onEvent?.({ kind: "waiting", text: `Another command is working on ${name}; waiting for it` }),
  });
  const app = await findInstalled(fleet, name);
  options.onEvent?.({ kind: "phase", text: "Restarting the container" });
  await restartContainer(engine, app.container.id);
  options.onEvent?.({ kind: "phase", text: "Getting ready" });
  await untilReady(engine, app, app.container.id, {
    timeoutSeconds: options.timeoutSeconds ?? 180,
    signal: options.signal,
    onService: service => options.onEvent?.({ kind: "service", name: service }),
  });
  const [again, health, settings] = await Promise.all([
    findInstalled(fleet, name),
    askHealth(engine, app.container.id),
    readSettings(home, name),
  ]);
  return details(reportInstalled(again, health), again, settings ?? defaultSettings(home, name), health);
}
