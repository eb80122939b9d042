import type { Host } from "./process.ts";
import { type Outcome, type Routine, type RunningRoutine, startRoutine } from "./routine.ts";

/** What a step tells the graph. */
export type OneshotEvents = {
  onUp: () => void;
  onFailed: (reason: string, lastLines: string[]) => void;
  onDown: (reason?: string) => void;
};

/** Runs the two routines of a oneshot: `up` at start, `down` at stop, each within its time limit. */
export class OneshotProcess {
  private running: RunningRoutine | undefined;
  private cancelLimit: (() => void) | undefined;
  private isUp = false;
  private stopping = false;

  private readonly routines: { up: () => Routine; down: () => Routine };
  private readonly limits: { up: number | undefined; down: number | undefined };
  private readonly host: Host;
  private readonly events: OneshotEvents;

  constructor(
    routines: { up: () => Routine; down: () => Routine },
    limits: { up: number | undefined; down: number | undefined },
    host: Host,
    events: OneshotEvents,
  ) {
    this.routines = routines;
    this.limits = limits;
    this.host = host;
    this.events = events;
  }

  /** Process under way, where the step runs one. */
  get pid(): number | undefined {
    return this.running?.pid();
  }

  /** Runs `up`. */
  start(): void {
    this.run("up", outcome => {
      if (this.stopping) {
        this.events.onDown();
      } else if (outcome.code === 0) {
        this.isUp = true;
        this.events.onUp();
      } else {
        this.events.onFailed(describe(outcome, this.timedOut), outcome.lastLines);
      }
    });
  }

  /** Runs `down` of a step that is up, or ends one whose `up` is under way. */
  stop(): void {
    if (this.stopping) return;
    this.stopping = true;
    if (this.running) {
      this.running.stop();
      return;
    }
    if (!this.isUp) {
      this.events.onDown();
      return;
    }
    this.isUp = false;
    this.run("down", outcome => {
      if (outcome.code === 0) this.events.onDown();
      else this.events.onDown(`its down command ${describe(outcome, this.timedOut)}`);
    });
  }

  /** Ends at once whatever is under way. */
  kill(): void {
    this.running?.kill();
  }

  private timedOut: number | undefined;

  private run(which: "up" | "down", onEnd: (outcome: Outcome) => void): void {
    let ended = false;
    const running = startRoutine(this.routines[which](), this.host, outcome => {
      ended = true;
      this.cancelLimit?.();
      this.running = undefined;
      onEnd(outcome);
    });
    if (ended) return;
    this.running = running;
    const limit = this.limits[which];
    if (limit === undefined) return;
    this.cancelLimit = this.host.after(limit, () => {
      this.timedOut = limit;
      running.kill();
    });
  }
}

function describe(outcome: Outcome, limit: number | undefined): string {
  if (limit !== undefined) return `took longer than ${limit} ms and was killed`;
  const text = `ended with exit code ${outcome.code}`;
  return outcome.problem === undefined ? text : `${text} (${outcome.problem})`;
}
