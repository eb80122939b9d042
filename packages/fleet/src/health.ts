import { type HealthReport, INIT_COMMAND, PortholeError } from "@porthole/contract";
import { type Engine, execInContainer } from "@porthole/engine";
import { z } from "zod";

/** How an app is, to the eye of a person or program. */
export type AppState = "starting" | "ready" | "unhealthy" | "stopped";

const SERVICE_STATES = ["down", "starting", "up", "ready", "failed", "stopping"] as const;

const HealthSchema = z.object({
  state: z.enum(["starting", "ready", "failed", "stopping"]),
  since: z.number(),
  reason: z.string().optional(),
  services: z
    .array(
      z.object({
        name: z.string(),
        type: z.enum(["oneshot", "longrun", "bundle"]),
        state: z.enum(SERVICE_STATES),
        since: z.number(),
        pid: z.number().optional(),
        reason: z.string().optional(),
      }),
    )
    .default([]),
});

/** Asks the init of a running container; undefined while it is too young to answer. */
export async function askHealth(
  engine: Engine,
  container: string,
  signal?: AbortSignal,
): Promise<HealthReport | undefined> {
  const answer = await execInContainer(
    engine,
    container,
    [INIT_COMMAND, "health", "--json"],
    signal ? { signal } : {},
  );
  if (answer.exitCode === 126 || answer.exitCode === 127) {
    throw initMissing(answer.stdout + answer.stderr);
  }
  return parseHealth(answer.stdout);
}

/** Reads what `porthole-init health --json` prints; undefined where it is no report. */
export function parseHealth(text: string): HealthReport | undefined {
  try {
    const parsed = HealthSchema.safeParse(JSON.parse(text));
    return parsed.success ? (parsed.data as HealthReport) : undefined;
  } catch {
    return undefined;
  }
}

/** The init's state in the words of `status`. */
export function appState(health: HealthReport | undefined): AppState {
  switch (health?.state) {
    case "ready":
      return "ready";
    case "failed":
      return "unhealthy";
    case "stopping":
      return "stopped";
    default:
      return "starting";
  }
}

/** The error for an image without Porthole's init. */
export function initMissing(output: string): PortholeError {
  return new PortholeError({
    kind: "outside",
    id: "init-missing",
    what: "The container cannot say whether it is ready.",
    why: `${INIT_COMMAND} does not run in it: ${output.trim()}`,
    todo: "Build the image again:\n  porthole up NAME --rebuild",
  });
}
