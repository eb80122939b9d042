/** What every service definition has. */
type Common = {
  name: string;
  /** Folder the definition was read from. */
  folder: string;
  /** Names as written: of services or of bundles. */
  dependencies: string[];
  /** `s6-rc -d` leaves it alone. */
  essential: boolean;
};

/** Limits of a service's changes of state, in milliseconds; undefined is no limit. */
type Timeouts = { timeoutUp: number | undefined; timeoutDown: number | undefined };

/** A step that runs once at start, and optionally once at stop. */
export type Oneshot = Common &
  Timeouts & {
    type: "oneshot";
    up: Action;
    down: Action;
  };

/** What a oneshot does: nothing, a step of the base inside the init, or a command. */
export type Action =
  | { kind: "nothing" }
  | { kind: "step"; step: string }
  | { kind: "command"; argv: string[] };

/** A process that is kept running. */
export type Longrun = Common &
  Timeouts & {
    type: "longrun";
    /** Argument vector that starts it, or the name of a service of the base. */
    run: { kind: "step"; step: string } | { kind: "command"; argv: string[] };
    /** Argument vector of its `finish` script. */
    finish: string[] | undefined;
    /** Descriptor on which the service writes a newline once it is ready. */
    notificationFd: number | undefined;
    /** Milliseconds from the stop signal to KILL; undefined leaves that to the container's stop. */
    timeoutKill: number | undefined;
    /** Milliseconds a finish script may take, default 5000; 0 is no limit. */
    timeoutFinish: number;
    /** Descriptor that holds a lock for as long as anything of one run is there; the next run waits for it. */
    lockFd: number | undefined;
    /** The service that reads its output. */
    producerFor: string | undefined;
    /** The services whose output it reads. */
    consumerFor: string[];
    /** Bundle of the pipeline that ends here. */
    pipelineName: string | undefined;
    /** How many of its deaths are kept for `s6-permafailon`, default 100. */
    maxDeathTally: number;
    /** Signal that asks it to stop, default SIGTERM. */
    downSignal: number;
  };

/** A name for several services. */
export type Bundle = { type: "bundle"; name: string; folder: string; contents: string[] };

/** One service definition, as a folder in the format of s6-rc holds it. */
export type Definition = Oneshot | Longrun | Bundle;

/** Something wrong with a definition. */
export type Problem = {
  service: string;
  file: string;
  /** Counted from 1, where a line is to blame. */
  line?: number;
  message: string;
  /** True when the boot goes on with the service all the same. */
  tolerated?: boolean;
};

/** `FILE:LINE: message`, as compilers print it. */
export function formatProblem(problem: Problem): string {
  const place = problem.line === undefined ? problem.file : `${problem.file}:${problem.line}`;
  return `${place}: ${problem.message}`;
}
