import { containerName, type HealthReport, LABEL } from "@porthole/contract";
import { containersWithLabel, findContainer } from "@porthole/engine";
import { type Fleet, findApp, type InstalledApp, installedApp } from "./app.ts";
import { askHealth } from "./health.ts";
import { type AppDetails, type AppReport, details, reportInstalled, reportStopped } from "./report.ts";
import { defaultSettings, knownApps, readSettings } from "./settings.ts";

/** Every app that has a container or ever had one, by name. Needs no catalog. */
export async function statusAll(fleet: Pick<Fleet, "engine" | "home">): Promise<AppReport[]> {
  const [containers, known] = await Promise.all([
    containersWithLabel(fleet.engine, LABEL.app),
    knownApps(fleet.home),
  ]);
  const installed = new Map<string, Promise<AppReport | undefined>>();
  for (const container of containers) {
    const name = container.Labels[LABEL.app];
    if (name !== undefined) {
      installed.set(name, reportOf(fleet, container.Id));
    }
  }
  const names = [...new Set([...known, ...installed.keys()])].sort();
  return await Promise.all(
    names.map(async name => {
      const report = await installed.get(name);
      return (
        report ??
        reportStopped(name, (await readSettings(fleet.home, name)) ?? defaultSettings(fleet.home, name))
      );
    }),
  );
}

/**
 * One app, closely.
 *
 * @throws PortholeError `app-unknown`, `app-not-runnable`
 */
export async function statusOne(fleet: Omit<Fleet, "root">, name: string): Promise<AppDetails> {
  const [container, saved] = await Promise.all([
    findContainer(fleet.engine, containerName(name)),
    readSettings(fleet.home, name),
  ]);
  const settings = saved ?? defaultSettings(fleet.home, name);
  const installed = container && installedApp(container);
  if (!installed) {
    return details(reportStopped(name, settings), findApp(fleet.catalog, name), settings, undefined);
  }
  const health = await healthOf(fleet, installed);
  return details(reportInstalled(installed, health), installed, settings, health);
}

/** Asks the init of an app that runs; undefined where it does not, or stops this very moment. */
export async function healthOf(
  fleet: Pick<Fleet, "engine">,
  app: InstalledApp,
): Promise<HealthReport | undefined> {
  return app.container.running
    ? await askHealth(fleet.engine, app.container.id).catch(() => undefined)
    : undefined;
}

async function reportOf(fleet: Pick<Fleet, "engine">, id: string): Promise<AppReport | undefined> {
  const container = await findContainer(fleet.engine, id);
  const app = container && installedApp(container);
  return app ? reportInstalled(app, await healthOf(fleet, app)) : undefined;
}
