import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { isName, PortholeError } from "@porthole/contract";
import { z } from "zod";
import { replaceFile } from "./owned-files.ts";
import type { Home } from "./owner.ts";

const port = z.int().min(1).max(65535);

/** What a person chose for an app; kept between `up`s in `apps/NAME.json`. */
const SettingsSchema = z.object({
  /** Data folder on the host, absolute. */
  data: z.string().startsWith("/"),
  /** Host ports by container port, where they differ. */
  ports: z.record(z.string().regex(/^\d+$/), port).default({}),
  /** Further folders, `HOST:CONTAINER`. */
  volumes: z.array(z.string()).default([]),
  env: z.record(z.string(), z.string()).default({}),
  /** Published beyond loopback. */
  lan: z.boolean().default(false),
  /** Sign-in of an app published beyond loopback. */
  password: z.string().optional(),
  /** When `down` stopped it, ISO 8601. */
  stopped: z.string().optional(),
});

/** See {@link SettingsSchema}. */
export type AppSettings = z.output<typeof SettingsSchema>;

/** What an app runs with when nothing was chosen. */
export function defaultSettings(home: Home, name: string): AppSettings {
  return { data: join(home.data, name), ports: {}, volumes: [], env: {}, lan: false };
}

/**
 * What was chosen for an app earlier; undefined where it never ran.
 *
 * @throws PortholeError `settings-invalid`
 */
export async function readSettings(home: Home, name: string): Promise<AppSettings | undefined> {
  const path = settingsPath(home, name);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return undefined;
    }
    throw invalid(path, error);
  }
  try {
    return SettingsSchema.parse(JSON.parse(text));
  } catch (error) {
    throw invalid(path, error);
  }
}

/** Keeps what was chosen for an app. Undefined forgets it. */
export async function writeSettings(
  home: Home,
  name: string,
  settings: AppSettings | undefined,
): Promise<void> {
  const path = settingsPath(home, name);
  if (settings === undefined) {
    await rm(path, { force: true });
    return;
  }
  await replaceFile(path, `${JSON.stringify(settings, undefined, 2)}\n`, home.owner);
}

/** Names of all apps that ever ran, sorted. */
export async function knownApps(home: Home): Promise<string[]> {
  const files = await readdir(join(home.state, "apps")).catch(() => []);
  return files
    .filter(file => file.endsWith(".json"))
    .map(file => file.slice(0, -".json".length))
    .filter(isName)
    .sort();
}

function settingsPath(home: Home, name: string): string {
  return join(home.state, "apps", `${name}.json`);
}

function invalid(path: string, error: unknown): PortholeError {
  return new PortholeError({
    kind: "outside",
    id: "settings-invalid",
    what: `The settings in ${path} cannot be read.`,
    why: error instanceof z.ZodError ? z.prettifyError(error) : String(error),
    todo: `Correct the file, or forget the settings (the data stays):\n  rm ${path}`,
    cause: error,
  });
}
