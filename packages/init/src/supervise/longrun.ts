import type { Longrun as Definition } from "../graph/definition.ts";
import { type Command, type Exit, exitText, type Host, type Spawn } from "./process.ts";
import { SIGNAL } from "./signals.ts";

/** Least time between two starts of a service. */
const RESTART_INTERVAL = 1000;
/** A run that lasted this long after it was ready counts as healthy, and earlier deaths are forgotten. */
const HEALTHY_AFTER = 10_000;
/** Deaths in a row after which a service counts as failing. */
const FAILING_AFTER = 3;
const STAY_DOWN = 125;
/** A consumer at its end: how long its pipe must have been empty before it is asked to end, and how long at most it may read. */
const DRAIN_STEP = 100;
const DRAINED_AFTER = 2;
const DRAIN_LIMIT = 3000;
/** One file a service that asks for a lock. */
export const LOCKS = "/run/porthole/locks";
/** The machine has no room for a process just now; a later try may find some. */
const EAGAIN = 11;
const ENOMEM = 12;

/** What a supervised service tells the graph. */
export type LongrunEvents = {
  /** It is up: spawned, or ready where it notifies. Said again after each restart. */
  onUp: () => void;
  /** It will not come up. */
  onFailed: (reason: string) => void;
  /** It is down: as asked, after a failure, or (with a reason) because its finish script said so. */
  onDown: (reason?: string) => void;
  /** It has not stopped in time, and nothing is to wait for it any longer. */
  onOverdue: (reason: string) => void;
  /** Its `finish` is about to run; `deaths` are the ends of its process, the last one last. */
  onDeath: (deaths: readonly Death[]) => void;
  /** Something that {@link LongrunProcess} shows has changed. */
  onChange: () => void;
};

/** An end of a service's process; `at` in milliseconds of the host's clock. */
export type Death = Exit & { at: number };

type TimerName = "up" | "kill" | "restart" | "healthy" | "down" | "drain";

/** Keeps one service running: restarts at most once a second, readiness, `finish`, orderly stop. */
export class LongrunProcess {
  phase: "down" | "running" | "finishing" | "waiting" = "down";
  ready = false;
  pid: number | undefined;
  /** Why it counts as failing; undefined while it does not. */
  failing: string | undefined;

  private readonly definition: Definition;
  private readonly command: Command;
  private readonly host: Host;
  private readonly events: LongrunEvents;
  private wanted = false;
  private once = false;
  private startedAt = Number.NEGATIVE_INFINITY;
  /** Its input has been ended, so the pipe is of no use to another run. */
  private drained = false;
  private deaths = 0;
  private readonly tally: Death[] = [];
  private readonly timers = new Map<TimerName, () => void>();

  constructor(definition: Definition, command: Command, host: Host, events: LongrunEvents) {
    this.definition = definition;
    this.command = command;
    this.host = host;
    this.events = events;
  }

  /** Brings it up; one that runs already stays as it is. With `once` it is not started again when it ends. */
  start(once = false): void {
    this.wanted = true;
    this.once = once;
    this.clearTimer("down");
    if (this.phase !== "down") return;
    const limit = this.definition.timeoutUp;
    if (limit !== undefined && this.definition.notificationFd !== undefined) {
      this.setTimer("up", limit, () => this.giveUp(`it was not ready within ${limit} ms (timeout-up)`));
    }
    this.spawn();
  }

  /**
   * Brings it down, and says so through `onDown`. With `drain` a consumer is given the end of its input first, and asked
   * to end only where it is still there when all of that is read: its producers are down, and it has their last words.
   */
  stop(drain = false): void {
    this.wanted = false;
    this.clearTimer("up");
    const limit = this.definition.timeoutDown;
    if (limit !== undefined && (this.phase === "running" || this.phase === "finishing")) {
      const reason = `it was not down within ${limit} ms (timeout-down)`;
      this.setTimer("down", limit, () => this.events.onOverdue(reason));
    }
    if (this.phase === "running" && drain && this.definition.consumerFor.length > 0) this.drain();
    else if (this.phase === "running") this.askToEnd();
    if (this.phase === "waiting" || this.phase === "down") this.toDown();
  }

  private drain(): void {
    const { name } = this.definition;
    const end = this.host.now() + DRAIN_LIMIT;
    let emptyFor = 0;
    const look = () => {
      emptyFor = this.host.isPipeEmpty(name) ? emptyFor + 1 : 0;
      if (emptyFor > DRAINED_AFTER || this.host.now() >= end) this.askToEnd();
      else this.setTimer("drain", DRAIN_STEP, look);
    };
    this.drained = true;
    this.host.endPipe(name);
    look();
  }

  /** Lets the process run to its end, and starts no other. */
  runOut(): void {
    this.once = true;
  }

  /** Ends the process; it is started again if it is wanted up. */
  restart(): void {
    if (this.phase === "running") this.askToEnd();
  }

  /** Sends a signal to the process where there is one. */
  signal(signal: number): void {
    if (this.pid !== undefined) this.host.signal(this.pid, signal);
  }

  private askToEnd(): void {
    this.signal(this.definition.downSignal);
    this.signal(SIGNAL.CONT);
    const limit = this.definition.timeoutKill;
    if (limit !== undefined) this.setTimer("kill", limit, () => this.signal(SIGNAL.KILL));
  }

  private spawn(): void {
    const fd = this.definition.notificationFd;
    this.startedAt = this.host.now();
    try {
      this.pid = this.host.spawn({
        ...this.command,
        role: "service",
        ...this.pipes(),
        ...(this.definition.lockFd === undefined
          ? {}
          : { lock: { fd: this.definition.lockFd, file: `${LOCKS}/${this.definition.name}` } }),
        ...(fd === undefined ? {} : { notify: { fd, onLine: () => this.becomeReady() } }),
        onExit: exit => this.ended(exit),
      });
    } catch (error) {
      this.notStarted(error);
      return;
    }
    this.phase = "running";
    if (fd === undefined) this.becomeReady();
    else this.events.onChange();
  }

  /** A pipe is named after the service that reads it. */
  private pipes(): Pick<Spawn, "readsPipe" | "writesPipe"> {
    const { name, producerFor, consumerFor } = this.definition;
    return {
      ...(consumerFor.length > 0 ? { readsPipe: name } : {}),
      ...(producerFor === undefined ? {} : { writesPipe: producerFor }),
    };
  }

  private notStarted(error: unknown): void {
    const errno = error instanceof Error && "errno" in error ? error.errno : undefined;
    const isLocked = errno === EAGAIN && this.definition.lockFd !== undefined;
    const why = error instanceof Error ? error.message : error;
    const reason = `it cannot be started: ${isLocked ? "a process that an earlier run left holds its lock (lock-fd)" : why}`;
    if (errno !== EAGAIN && errno !== ENOMEM) {
      this.phase = "down";
      this.giveUp(reason);
      return;
    }
    this.failing = reason;
    this.afterFinish();
  }

  private becomeReady(): void {
    if (this.phase !== "running" || this.ready || !this.wanted) return;
    this.ready = true;
    this.clearTimer("up");
    if (this.failing !== undefined) {
      this.setTimer("healthy", HEALTHY_AFTER, () => {
        this.failing = undefined;
        this.events.onChange();
      });
    }
    this.events.onUp();
  }

  private ended(exit: Exit): void {
    const pgid = this.pid ?? 0;
    const wasHealthy = this.ready && this.host.now() - this.startedAt >= HEALTHY_AFTER;
    const wasReady = this.ready;
    this.clearTimer("kill");
    this.clearTimer("drain");
    this.clearTimer("healthy");
    this.pid = undefined;
    this.ready = false;
    if (this.once) this.wanted = false;
    if (this.wanted) this.countDeath(exit, wasHealthy);
    if (this.definition.finish === undefined) {
      this.afterFinish();
      return;
    }
    this.tally.push({ ...exit, at: this.host.now() });
    this.tally.splice(0, this.tally.length - this.definition.maxDeathTally);
    this.events.onDeath(this.tally);
    this.finish(this.definition.finish, exit, pgid, wasReady);
  }

  private countDeath(exit: Exit, wasHealthy: boolean): void {
    this.deaths = wasHealthy ? 1 : this.deaths + 1;
    if (this.deaths >= FAILING_AFTER) this.failing = `it ${exitText(exit)}, ${this.deaths} times in a row`;
  }

  private finish(script: readonly string[], exit: Exit, pgid: number, wasReady: boolean): void {
    const code = exit.signal === 0 ? exit.code : 256;
    const argv = [...script, `${code}`, `${exit.signal}`, this.definition.name, `${pgid}`];
    const onExit = (result: Exit) => {
      this.clearTimer("kill");
      if (result.signal === 0 && result.code === STAY_DOWN && this.wanted) this.restDown(wasReady);
      else this.afterFinish();
    };
    try {
      const pid = this.host.spawn({ ...this.command, argv, role: "service", onExit });
      this.phase = "finishing";
      const limit = this.definition.timeoutFinish;
      if (limit > 0) this.setTimer("kill", limit, () => this.host.signal(pid, SIGNAL.KILL));
      this.events.onChange();
    } catch {
      this.afterFinish();
    }
  }

  private restDown(wasReady: boolean): void {
    const reason = "its finish script asked not to restart it (exit code 125)";
    this.phase = "down";
    this.failing = undefined;
    if (!wasReady) {
      this.giveUp(reason);
      return;
    }
    this.wanted = false;
    this.events.onDown(reason);
  }

  private afterFinish(): void {
    if (!this.wanted) {
      this.toDown();
      return;
    }
    this.phase = "waiting";
    this.events.onChange();
    const wait = Math.max(0, this.startedAt + RESTART_INTERVAL - this.host.now());
    this.setTimer("restart", wait, () => this.spawn());
  }

  private giveUp(reason: string): void {
    this.wanted = false;
    this.failing = undefined;
    this.clearTimer("up");
    this.clearTimer("restart");
    if (this.phase === "waiting") this.phase = "down";
    this.events.onFailed(reason);
    if (this.phase === "running") this.askToEnd();
  }

  private toDown(): void {
    if (this.drained) this.host.dropPipe(this.definition.name);
    this.drained = false;
    this.clearTimer("down");
    this.clearTimer("restart");
    this.phase = "down";
    this.failing = undefined;
    this.events.onDown();
  }

  private setTimer(name: TimerName, delay: number, action: () => void): void {
    this.clearTimer(name);
    this.timers.set(name, this.host.after(delay, action));
  }

  private clearTimer(name: TimerName): void {
    this.timers.get(name)?.();
    this.timers.delete(name);
  }
}
