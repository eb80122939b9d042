import { type Command, type Exit, exitStatus, type Host } from "./process.ts";
import { SIGNAL } from "./signals.ts";

/**
 * Work that the init does itself: a generator that yields each program it needs run, is given how the program
 * ended, and returns an exit code.
 */
export type Routine = Generator<Command, number, Exit>;

/** How a {@link Routine} or a single command came out. */
export type Outcome = { code: number; lastLines: string[]; problem?: string };

/** A routine under way. */
export type RunningRoutine = {
  /** Process under way, for display. */
  pid: () => number | undefined;
  /** Asks the program under way to end, and starts no other. */
  stop: () => void;
  /** Ends the program under way at once. */
  kill: () => void;
};

const FAILED = 1;
const NOT_EXECUTABLE = 126;
const NOT_FOUND = 127;

/** A routine that runs one command and returns its exit status. */
export function* runCommand(command: Command): Routine {
  return exitStatus(yield command);
}

/** Runs a routine to its end on `host`; each program runs as a step in a session of its own. */
export function startRoutine(
  routine: Routine,
  host: Host,
  onEnd: (outcome: Outcome) => void,
): RunningRoutine {
  let pid: number | undefined;
  let stopped = false;
  let lastLines: string[] = [];
  let problem: string | undefined;

  const end = (code: number) =>
    onEnd(problem === undefined ? { code, lastLines } : { code, lastLines, problem });

  /** A step that throws has failed: the graph must go on with that, not wait for an end that never comes. */
  const next = (given: Exit | undefined) => {
    try {
      return given === undefined ? routine.next() : routine.next(given);
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
      return { done: true as const, value: FAILED };
    }
  };

  const advance = (given: Exit | undefined): void => {
    const step = next(given);
    if (step.done) {
      end(step.value);
      return;
    }
    let cancelLimit = () => {};
    try {
      pid = host.spawn({
        ...step.value,
        role: "step",
        onExit: (exit, lines) => {
          cancelLimit();
          pid = undefined;
          lastLines = lines;
          if (stopped) end(exitStatus(exit));
          else advance(exit);
        },
      });
      const { limit } = step.value;
      if (limit !== undefined && limit > 0) cancelLimit = host.after(limit, () => send(SIGNAL.KILL));
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
      const missing = error instanceof Error && "errno" in error && error.errno === 2;
      advance({ code: missing ? NOT_FOUND : NOT_EXECUTABLE, signal: 0 });
    }
  };

  const send = (signal: number) => {
    // The whole session is meant: a shell waits for its child before it heeds a signal.
    if (pid !== undefined) host.signal(-pid, signal);
  };
  advance(undefined);
  return {
    pid: () => pid,
    stop: () => {
      stopped = true;
      send(SIGNAL.TERM);
      send(SIGNAL.CONT);
    },
    kill: () => send(SIGNAL.KILL),
  };
}
