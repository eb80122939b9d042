/** Where the multi-call init answers `health`, `wait` and `status` inside every image. */
export const INIT_COMMAND = "/usr/bin/porthole-init";

/** What `porthole-init health --json` prints on one line; its exit code is 0 only when `state` is `ready`. */
export type HealthReport = {
  /** `starting` until the last step of the graph is up, `failed` when a step failed or the app is down. */
  state: "starting" | "ready" | "failed" | "stopping";
  /** Seconds since the Unix epoch at which `state` was entered. */
  since: number;
  /** In words, when `failed`: which step, its exit code. */
  reason?: string;
  services: ServiceReport[];
};

/** One node of the service graph. */
export type ServiceReport = {
  name: string;
  type: "oneshot" | "longrun" | "bundle";
  state: "down" | "starting" | "up" | "ready" | "failed" | "stopping";
  /** Seconds since the Unix epoch. */
  since: number;
  pid?: number;
  /** In words, when it failed or was left out. */
  reason?: string;
};
