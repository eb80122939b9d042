import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { PortholeError } from "@porthole/contract";
import { connectEngine, type Engine } from "./connect.ts";

/** An engine that this process started, and may stop. */
export type StartedEngine = AsyncDisposable & {
  /** Undefined where it runs but this process may not use it. */
  engine: Engine | undefined;
  /** Process id of the daemon; undefined where systemd keeps it. */
  pid: number | undefined;
  /** Where the daemon writes; undefined where systemd keeps it. */
  logFile: string | undefined;
  /** Ends the daemon and waits until it is gone. Containers with a restart policy come back with the next start. */
  stop(): Promise<void>;
};

/** How the engine is started. */
export type StartEngineOptions = {
  /** File for the daemon's output where there is no systemd. */
  logFile: string;
  /** Put before commands that need root: `[]` or `["sudo"]`. */
  asRoot: string[];
  /** How long it may take to answer, in seconds. Default 60. */
  timeoutSeconds?: number;
};

/** Whether this machine was booted with systemd (sd_booted(3)). */
export function hasSystemd(): boolean {
  return existsSync("/run/systemd/system");
}

/** The commands that {@link startEngine} runs, as a person would type them. */
export function startEngineCommands(asRoot: string[], logFile: string): string[] {
  const sudo = asRoot.length > 0 ? `${asRoot.join(" ")} ` : "";
  return hasSystemd()
    ? [`${sudo}systemctl start docker`]
    : [`mkdir -p ${dirname(logFile)}`, `${sudo}sh -c 'setsid dockerd >${logFile} 2>&1 </dev/null &'`];
}

/**
 * Starts the installed Docker Engine and waits until it answers: through systemd where it runs, else by itself,
 * detached from this process.
 *
 * @throws PortholeError `engine-start-failed`
 */
export async function startEngine(options: StartEngineOptions): Promise<StartedEngine> {
  return hasSystemd() ? await startUnit(options) : await startDaemon(options);
}

async function startUnit(options: StartEngineOptions): Promise<StartedEngine> {
  await run([...options.asRoot, "systemctl", "start", "docker"]);
  const engine = await untilItAnswers(options, () => undefined);
  const stop = () => run([...options.asRoot, "systemctl", "stop", "docker.socket", "docker"]);
  return { engine, pid: undefined, logFile: undefined, stop, [Symbol.asyncDispose]: stop };
}

async function startDaemon(options: StartEngineOptions): Promise<StartedEngine> {
  const log = openSync(options.logFile, "a", 0o600);
  const [file = "dockerd", ...args] = [...options.asRoot, "dockerd"];
  const daemon = spawn(file, args, { detached: true, stdio: ["ignore", log, log] });
  closeSync(log);
  let ended: string | undefined;
  daemon.once("error", error => {
    ended = error.message;
  });
  daemon.once("exit", (code, signal) => {
    ended = `dockerd ended with ${signal ?? `exit code ${code}`}`;
  });
  daemon.unref();
  const engine = await untilItAnswers(options, () => ended);
  const pid = daemonPid() ?? daemon.pid;
  const stop = async () => {
    if (pid !== undefined) {
      await endDaemon(pid, options.asRoot);
    }
  };
  return { engine, pid, logFile: options.logFile, stop, [Symbol.asyncDispose]: stop };
}

async function untilItAnswers(
  options: StartEngineOptions,
  ended: () => string | undefined,
): Promise<Engine | undefined> {
  const seconds = options.timeoutSeconds ?? 60;
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const reason = ended();
    try {
      // Also after an early end: installing the package may have started another daemon.
      return await connectEngine();
    } catch (error) {
      if (error instanceof PortholeError && error.id === "engine-no-permission") {
        return undefined;
      }
    }
    if (reason !== undefined || Date.now() > deadline) {
      throw startFailed(reason ?? `It did not answer within ${seconds} seconds.`, options.logFile);
    }
    await delay(100);
  }
}

function startFailed(reason: string, logFile: string): PortholeError {
  const lines = existsSync(logFile) ? readFileSync(logFile, "utf8").trimEnd().split("\n").slice(-8) : [];
  return new PortholeError({
    kind: "outside",
    id: "engine-start-failed",
    what: "Docker Engine was started but does not run.",
    why: [reason, ...lines].join("\n"),
    todo: hasSystemd() ? "Read its log:\n  journalctl -u docker" : `Read its log:\n  ${logFile}`,
  });
}

/** With sudo in between, the child is sudo; the daemon writes its own id here. */
function daemonPid(): number | undefined {
  try {
    return Number.parseInt(readFileSync("/var/run/docker.pid", "utf8"), 10) || undefined;
  } catch {
    return undefined;
  }
}

async function endDaemon(pid: number, asRoot: string[]): Promise<void> {
  await run([...asRoot, "kill", String(pid)]);
  for (let waited = 0; existsSync(`/proc/${pid}`) && waited < 30_000; waited += 50) {
    if (isZombie(pid)) {
      return;
    }
    await delay(50);
  }
}

function isZombie(pid: number): boolean {
  try {
    return /^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return true;
  }
}

async function run(command: string[]): Promise<void> {
  const [file = "", ...args] = command;
  const child = spawn(file, args, { stdio: ["inherit", "ignore", "inherit"] });
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0) {
    throw startFailed(`${command.join(" ")} ended with exit code ${code}.`, "");
  }
}
