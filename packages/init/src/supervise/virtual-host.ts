import type { Host, Spawn } from "./process.ts";

/** A process that a test ends when it likes. */
export type VirtualProcess = {
  pid: number;
  spawn: Spawn;
  startedAt: number;
  signals: number[];
  end: (code?: number, signal?: number) => void;
};

/** A host without processes: a clock that a test moves, and programs that it ends. For tests of supervision. */
export class VirtualHost implements Host {
  time = 0;
  /** Thrown by the next starts, while it is set. */
  refusal: Error | undefined;
  readonly running = new Map<number, VirtualProcess>();
  readonly started: VirtualProcess[] = [];
  private timers: { at: number; action: () => void }[] = [];

  now(): number {
    return this.time;
  }

  spawn(spawn: Spawn): number {
    if (this.refusal) throw this.refusal;
    const pid = this.started.length + 100;
    const end = (code = 0, signal = 0) => {
      if (this.running.delete(pid)) spawn.onExit({ code, signal }, []);
    };
    const process = { pid, spawn, startedAt: this.time, signals: [], end };
    this.running.set(pid, process);
    this.started.push(process);
    return pid;
  }

  signal(pid: number, signal: number): void {
    this.running.get(Math.abs(pid))?.signals.push(signal);
  }

  readonly endedPipes = new Set<string>();
  /** Bytes that wait in each pipe. */
  readonly pipes = new Map<string, number>();

  endPipe(name: string): void {
    this.endedPipes.add(name);
  }

  isPipeEmpty(name: string): boolean {
    return (this.pipes.get(name) ?? 0) === 0;
  }

  dropPipe(name: string): void {
    this.endedPipes.delete(name);
    this.pipes.delete(name);
  }

  after(milliseconds: number, action: () => void): () => void {
    const timer = { at: this.time + milliseconds, action };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter(other => other !== timer);
    };
  }

  /** Moves the clock, with every timer that falls due on the way. */
  advance(milliseconds: number): void {
    const end = this.time + milliseconds;
    for (;;) {
      const due = this.timers.filter(timer => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.timers = this.timers.filter(timer => timer !== due);
      this.time = due.at;
      due.action();
    }
    this.time = end;
  }

  /** The running process whose first word is `name`. */
  find(name: string): VirtualProcess {
    const found = [...this.running.values()].find(process => process.spawn.argv[0] === name);
    if (!found) throw new Error(`no process ${name} is running`);
    return found;
  }
}
