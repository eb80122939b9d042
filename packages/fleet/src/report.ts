import { type HealthReport, imageRepository, LABEL } from "@porthole/contract";
import type { App, InstalledApp } from "./app.ts";
import { signIn } from "./container-spec.ts";
import { type AppState, appState } from "./health.ts";
import { webUrls } from "./ports.ts";
import type { AppSettings } from "./settings.ts";

/** How an app is and where it is found: what `up --json` and `status --json` print. */
export type AppReport = {
  name: string;
  state: AppState;
  /** The page, as this machine reaches it; null while there is none. */
  url: string | null;
  httpsUrl: string | null;
  /** Name of the container; null where there is none. */
  container: string | null;
  /** Tag the container was created from; null where there is none. */
  image: string | null;
  /** Data folder on the host. */
  data: string;
  /** When `state` was entered, ISO 8601; null where that is not known. */
  since: string | null;
};

/** One app looked at closely. */
export type AppDetails = AppReport & {
  title: string;
  /** Whether other machines reach it. */
  lan: boolean;
  /** Name to sign in with, where one was set. */
  user: string | null;
  password: string | null;
  /** Why it is unhealthy. */
  reason: string | null;
  services: HealthReport["services"];
};

/** Describes an app that has a container. */
export function reportInstalled(app: InstalledApp, health: HealthReport | undefined): AppReport {
  const { container } = app;
  const alive = container.running;
  const state = alive ? appState(health) : container.restarting ? "unhealthy" : "stopped";
  const urls = webUrls(
    app.manifest.web,
    container.published.map(port => ({ container: port.container, host: port.hostPort })),
  );
  return {
    name: app.name,
    state,
    url: (alive && urls.url) || null,
    httpsUrl: (alive && urls.httpsUrl) || null,
    container: container.name,
    image: container.image,
    data: container.labels[LABEL.data] ?? "",
    since: (alive && health
      ? new Date(health.since * 1000)
      : alive
        ? container.startedAt
        : container.finishedAt
    ).toISOString(),
  };
}

/** Describes an app without a container. */
export function reportStopped(name: string, settings: AppSettings): AppReport {
  return {
    name,
    state: "stopped",
    url: null,
    httpsUrl: null,
    container: null,
    image: null,
    data: settings.data,
    since: settings.stopped ?? null,
  };
}

/** Adds what only a look at one app shows. */
export function details(
  report: AppReport,
  app: App,
  settings: AppSettings,
  health: HealthReport | undefined,
): AppDetails {
  const auth = app.manifest.auth;
  const variables = { ...signIn(app, settings), ...settings.env };
  return {
    ...report,
    title: app.manifest.title,
    lan: settings.lan,
    user: (auth && variables[auth.userVariable]) ?? null,
    password: (auth && variables[auth.passwordVariable]) ?? null,
    reason: health?.reason ?? null,
    services: health?.services ?? [],
  };
}

/** Repository and the first twelve digits of the hash: the tag a build of `hash` has. */
export function imageTag(name: string, hash: string): string {
  return `${imageRepository(name)}:${hash.slice(0, 12)}`;
}
