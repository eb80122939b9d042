import type { Catalog } from "@porthole/builder";
import {
  type AppManifest,
  containerName,
  isApp,
  LABEL,
  ManifestSchema,
  PortholeError,
  suggest,
} from "@porthole/contract";
import { type ContainerFacts, type Engine, findContainer } from "@porthole/engine";
import type { Home } from "./owner.ts";

/** Everything the apps of one person on one engine depend on. */
export type Fleet = {
  engine: Engine;
  /** Folder that holds `images/` and `packages/`. */
  root: string;
  catalog: Catalog;
  home: Home;
};

/** An image of the catalog that a person can run. */
export type App = { name: string; manifest: AppManifest };

/** An app with a container, running or stopped. */
export type InstalledApp = App & { container: ContainerFacts };

/** An app whose container runs. */
export type RunningApp = InstalledApp & { container: ContainerFacts & { running: true } };

/**
 * Looks an app up in the catalog.
 *
 * @throws PortholeError `app-unknown`, `app-not-runnable`
 */
export function findApp(catalog: Catalog, name: string): App {
  const manifest = catalog.get(name)?.manifest;
  if (!manifest) {
    const apps = [...catalog.values()].filter(entry => isApp(entry.manifest));
    const near = suggest(
      name,
      apps.map(entry => entry.manifest.name),
    );
    throw new PortholeError({
      kind: "misuse",
      id: "app-unknown",
      what: `There is no app "${name}".`,
      ...(near.length > 0 ? { why: `Did you mean ${near.join(" or ")}?` } : {}),
      todo: "See all of them:\n  porthole app list",
    });
  }
  if (!isApp(manifest)) {
    throw new PortholeError({
      kind: "misuse",
      id: "app-not-runnable",
      what: `"${name}" is an image to build others on, not an app.`,
      todo: "See the apps:\n  porthole app list",
    });
  }
  return { name, manifest };
}

/**
 * Looks up an app that has a container. One that has left the catalog since is still found, through the manifest
 * its image carries.
 *
 * @throws PortholeError `app-unknown`, `app-not-runnable`, `app-not-running`
 */
export async function findInstalled(fleet: Omit<Fleet, "root">, name: string): Promise<InstalledApp> {
  const container = await findContainer(fleet.engine, containerName(name));
  const app = container && installedApp(container);
  if (!app) {
    throw notRunning(findApp(fleet.catalog, name).name);
  }
  return app;
}

/**
 * Looks up an app whose container runs.
 *
 * @throws PortholeError `app-unknown`, `app-not-runnable`, `app-not-running`
 */
export async function findRunning(fleet: Omit<Fleet, "root">, name: string): Promise<RunningApp> {
  const app = await findInstalled(fleet, name);
  if (!isRunning(app)) {
    throw notRunning(name);
  }
  return app;
}

/** Whether an app's container runs. */
export function isRunning(app: InstalledApp): app is RunningApp {
  return app.container.running;
}

/** The app in a container, as the container's own labels describe it; undefined for a foreign container. */
export function installedApp(container: ContainerFacts): InstalledApp | undefined {
  const name = container.labels[LABEL.app];
  const manifest = manifestOf(container.labels[LABEL.manifest]);
  return name !== undefined && manifest ? { name, manifest, container } : undefined;
}

function manifestOf(label: string | undefined): AppManifest | undefined {
  if (label === undefined) {
    return undefined;
  }
  try {
    const parsed = ManifestSchema.safeParse(JSON.parse(label));
    return parsed.success && isApp(parsed.data) ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** The error for an app that does not run. */
export function notRunning(name: string): PortholeError {
  return new PortholeError({
    kind: "state",
    id: "app-not-running",
    what: `${name} is not running.`,
    todo: `Start it:\n  porthole up ${name}`,
  });
}
