import { setTimeout as delay } from "node:timers/promises";
import { INIT_COMMAND, PortholeError } from "@porthole/contract";
import {
  containerEnd,
  type Engine,
  type ExecResult,
  execInContainer,
  findContainer,
  logTail,
} from "@porthole/engine";
import type { App } from "./app.ts";
import { askHealth, initMissing } from "./health.ts";

/** How many lines of the container's log an error shows: what is written to the two outputs at once may come in either order. */
const LOG_LINES = 25;
/** The log is read every so many ms until it has said the same so many times, at most so many times in all. */
const SETTLE = { every: 50, same: 5, times: 20 };
/** An app that is ready sooner is never asked how far it is, in milliseconds. */
const PATIENCE_MS = 1500;
const ASK_EVERY_MS = 1000;
/** Exit code of a command that was killed. */
const KILLED = 137;
/** How the engine's runtime says that a container ended before a command could start in it. */
const STOPPED = /stopped state|is not running/i;

/** How long to wait, and who is told. */
export type ReadyOptions = {
  timeoutSeconds: number;
  signal?: AbortSignal | undefined;
  /** The service that changed last. */
  onService?: ((name: string) => void) | undefined;
};

/**
 * Waits until the init in a started container says that all of it is up and ready.
 *
 * @throws PortholeError `app-failed`, `app-died`, `app-gone`, `app-not-ready`, or the signal's reason.
 */
export async function untilReady(
  engine: Engine,
  app: App,
  container: string,
  options: ReadyOptions,
): Promise<void> {
  const over = new AbortController();
  const signal = AbortSignal.any([over.signal, ...(options.signal ? [options.signal] : [])]);
  const command = [INIT_COMMAND, "wait", "--timeout", String(options.timeoutSeconds)];
  // Whoever loses the race is stopped by `over`; its complaint about that is of no interest.
  const quietly = <T>(promise: Promise<T>) => {
    promise.catch(() => undefined);
    return promise;
  };
  try {
    const answered = quietly(execInContainer(engine, container, command, { signal }));
    const ended = quietly(containerEnd(engine, container, signal));
    void quietly(tellProgress(engine, container, signal, options.onService));
    const answer = await Promise.race([answered, ended]);
    options.signal?.throwIfAborted();
    if (typeof answer === "number") {
      throw await died(engine, app, container);
    }
    if (answer.exitCode !== 0) {
      throw await notReady(engine, app, container, answer, options.timeoutSeconds);
    }
  } catch (error) {
    options.signal?.throwIfAborted();
    // The exec may fail because the container ended, and be heard of first.
    if (error instanceof PortholeError && error.id === "engine-refused") {
      throw await died(engine, app, container);
    }
    throw error;
  } finally {
    over.abort();
  }
}

async function tellProgress(
  engine: Engine,
  container: string,
  signal: AbortSignal,
  tell: ReadyOptions["onService"],
): Promise<void> {
  if (!tell) {
    return;
  }
  for (let pause = PATIENCE_MS; ; pause = ASK_EVERY_MS) {
    await delay(pause, undefined, { signal });
    const health = await askHealth(engine, container, signal);
    const services = health?.services.filter(s => s.state !== "down" && s.type !== "bundle") ?? [];
    const last =
      services.find(s => s.state === "starting") ?? services.toSorted((x, y) => y.since - x.since)[0];
    if (last) {
      tell(last.name);
    }
  }
}

async function notReady(
  engine: Engine,
  app: App,
  container: string,
  answer: ExecResult,
  seconds: number,
): Promise<PortholeError> {
  const found = await findContainer(engine, container);
  if (!found?.running) {
    return await died(engine, app, container);
  }
  if (answer.exitCode === 126 || answer.exitCode === 127) {
    const words = answer.stdout + answer.stderr;
    if (STOPPED.test(words)) {
      await containerEnd(engine, container, AbortSignal.timeout(10_000)).catch(() => undefined);
      return await died(engine, app, container);
    }
    return initMissing(words);
  }
  const health = await askHealth(engine, container).catch(() => undefined);
  // Whoever takes it down has the init stop, and the container ends a moment later. A command that was killed, and an init that
  // no longer answers, are what is seen of that end first.
  if (health?.state === "stopping" || answer.exitCode === KILLED || (!health && answer.exitCode !== 2)) {
    await containerEnd(engine, container, AbortSignal.timeout(10_000)).catch(() => undefined);
    if (!(await findContainer(engine, container))?.running) {
      return await died(engine, app, container);
    }
  }
  const log = await lastLines(engine, container);
  const look = `Look closer, or start over:\n  porthole status ${app.name}\n  porthole logs ${app.name}\n  porthole down ${app.name}`;
  if (answer.exitCode === 2) {
    const waiting = health?.services.filter(s => s.state === "starting").map(s => s.name) ?? [];
    return new PortholeError({
      kind: "outside",
      id: "app-not-ready",
      what: `${app.name} was not ready within ${seconds} seconds.`,
      why: [waiting.length > 0 ? `It still waits for ${waiting.join(", ")}.` : "", log]
        .filter(Boolean)
        .join("\n"),
      todo: look,
    });
  }
  return new PortholeError({
    kind: "outside",
    id: "app-failed",
    what: `${app.name} did not start properly.`,
    why: [health?.reason ?? "", log].filter(Boolean).join("\n"),
    todo: look,
  });
}

async function died(engine: Engine, app: App, container: string): Promise<PortholeError> {
  const found = await findContainer(engine, container);
  if (!found) {
    return gone(app.name);
  }
  const cause = found.outOfMemory
    ? "It ran out of memory."
    : `Its container ended with exit code ${found.exitCode}.`;
  return new PortholeError({
    kind: "outside",
    id: "app-died",
    what: `${app.name} ended while it started.`,
    why: [cause, await lastLines(engine, container)].filter(Boolean).join("\n"),
    todo: `Read the whole log, then start it again:\n  porthole logs ${app.name}\n  porthole up ${app.name}`,
  });
}

/** The error for a container that someone else removed. */
export function gone(name: string): PortholeError {
  return new PortholeError({
    kind: "state",
    id: "app-gone",
    what: `${name} was removed while it started.`,
    why: "Another porthole down, or another program, removed its container.",
    todo: `Start it again:\n  porthole up ${name}`,
  });
}

async function lastLines(engine: Engine, container: string): Promise<string> {
  const read = () => logTail(engine, container, LOG_LINES).catch(() => []);
  let lines = await read();
  // The engine keeps the log a moment behind the container.
  for (let [i, same] = [0, 1]; i < SETTLE.times && same < SETTLE.same; i++) {
    await delay(SETTLE.every);
    const before = lines;
    lines = await read();
    same = lines.length > 0 && lines.join("\n") === before.join("\n") ? same + 1 : 1;
  }
  return lines.length > 0 ? `Last lines of its log:\n${lines.map(line => `  ${line}`).join("\n")}` : "";
}
