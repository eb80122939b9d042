import type { Files } from "../files/files.ts";
import { ENVIRONMENT_FOLDER, readVariable } from "./container-environment.ts";

/** Settings that are read, or that ask for what is so in any case. */
const KNOWN: ReadonlySet<string> = new Set([
  "S6_BEHAVIOUR_IF_STAGE2_FAILS",
  "S6_CATCHALL_USER",
  "S6_CMD_ARG0",
  "S6_CMD_RECEIVE_SIGNALS",
  "S6_CMD_USE_TERMINAL",
  "S6_CMD_WAIT_FOR_SERVICES",
  "S6_CMD_WAIT_FOR_SERVICES_MAXTIME",
  "S6_FIX_ATTRS_HIDDEN",
  "S6_KEEP_ENV",
  "S6_KILL_FINISH_MAXTIME",
  "S6_KILL_GRACETIME",
  "S6_LOGGING",
  "S6_LOGGING_SCRIPT",
  "S6_READ_ONLY_ROOT",
  "S6_RUNTIME_BUNDLEDIR",
  "S6_RUNTIME_PROFILE",
  "S6_SERVICES_GRACETIME",
  "S6_SERVICES_READYTIME",
  "S6_STAGE2_HOOK",
  "S6_SYNC_DISKS",
  "S6_VERBOSITY",
  "S6_YES_I_WANT_A_WORLD_WRITABLE_RUN_BECAUSE_KUBERNETES",
]);

/** Settings of s6-overlay that are not honoured, with what is so instead. */
const REASONS: Record<string, string> = {
  S6_WAIT_FOR_CLOSING_FD: "the init waits for no descriptor of the engine before it starts",
};

/** Settings that are numbers, with what they are where they are not set or are none. */
const NUMBERS: Record<string, number> = {
  PORTHOLE_STOP_TIMEOUT: 9000,
  S6_BEHAVIOUR_IF_STAGE2_FAILS: 0,
  S6_CMD_WAIT_FOR_SERVICES_MAXTIME: 0,
  S6_KILL_FINISH_MAXTIME: 0,
  S6_KILL_GRACETIME: 3000,
  S6_LOGGING: 0,
  S6_SERVICES_GRACETIME: 3000,
  S6_VERBOSITY: 1,
};

/** One line for each setting that has to be a number and is none. */
export function wrongNumbers(files: Files): string[] {
  return Object.entries(NUMBERS).flatMap(([name, otherwise]) => {
    const value = readVariable(files, name)?.trim() ?? "0";
    return /^[0-9]{1,9}$/.test(value)
      ? []
      : [`${name} is "${value}", which is no number; using ${otherwise}`];
  });
}

/** One line for each variable that begins with S6_ and has no effect; 0 asks for nothing. */
export function unhandledSettings(files: Files): string[] {
  return (files.list(ENVIRONMENT_FOLDER) ?? []).flatMap(name => {
    if (!name.startsWith("S6_") || KNOWN.has(name)) return [];
    const value = readVariable(files, name)?.trim() ?? "0";
    if (value === "0") return [];
    return [`${name} has no effect: ${REASONS[name] ?? "it is no setting of this init"}`];
  });
}
