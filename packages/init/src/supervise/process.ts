/** How a process ended: its exit code, or the signal that killed it (0 for none). */
export type Exit = { code: number; signal: number };

/** A program to start. */
export type Command = {
  argv: readonly string[];
  /** Default `/`. */
  cwd?: string;
  /** `NAME=value` strings; only PATH when left out, as every service gets. */
  env?: readonly string[];
  /** Milliseconds after which a step is killed; 0 or none is no limit. */
  limit?: number;
};

/** A {@link Command} and how it is tied to the init. */
export type Spawn = Command & {
  /**
   * - `service`: output goes straight to the container's.
   * - `step`: output passes through the init, which remembers the last lines.
   * - `foreground`: also owns the container's terminal and reads its input.
   */
  role: "service" | "step" | "foreground";
  /** Name of a pipe that it reads from; it stays open for as long as the init runs. */
  readsPipe?: string;
  /** Output goes to the container's own, also where a logger takes that of everything else. */
  outside?: boolean;
  /** Name of a pipe that its standard output goes to. */
  writesPipe?: string;
  /** A file whose lock the new process holds on descriptor `fd`, and with it whatever it leaves behind. */
  lock?: { fd: number; file: string };
  /** Called once a line arrives on descriptor `fd` of the new process. */
  notify?: { fd: number; onLine: () => void };
  /** The last lines that a step wrote are there when it has ended. */
  onExit: (exit: Exit, lastLines: string[]) => void;
};

/** What supervision needs from the system. Times are milliseconds of the monotonic clock. */
export interface Host {
  now(): number;
  /** Starts a program and returns its process id. @throws SystemError */
  spawn(spawn: Spawn): number;
  /** Sends a signal; a process that is gone is fine. A negative id means the process group. */
  signal(pid: number, signal: number): void;
  /** Lets the reader of a pipe see its end once no process writes to it any more. */
  endPipe(name: string): void;
  /** Whether nothing waits in a pipe to be read. */
  isPipeEmpty(name: string): boolean;
  /** Gives up a pipe that nobody reads or writes any more, and what is in it. */
  dropPipe(name: string): void;
  /** Calls back later, unless the returned function is called first. */
  after(milliseconds: number, action: () => void): () => void;
}

/** The number a shell reports for an exit: 128 and the signal for one that was killed. */
export function exitStatus(exit: Exit): number {
  return exit.signal === 0 ? exit.code : 128 + exit.signal;
}

/** An exit in words, to follow a name: `ended with exit code 3`. */
export function exitText(exit: Exit): string {
  return exit.signal === 0 ? `ended with exit code ${exit.code}` : `was killed by signal ${exit.signal}`;
}
