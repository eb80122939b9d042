import * as sys from "porthole-sys";
import { SystemError } from "../files/files.ts";
import type { Exit, Host, Spawn } from "../supervise/process.ts";
import { SIGNAL } from "../supervise/signals.ts";
import { findProgram } from "./find-program.ts";
import { Relay, Tail } from "./relay.ts";
import { check, systemFiles } from "./system-files.ts";
import { throughContenv } from "./through-contenv.ts";

const POLLIN = 1;
const O_RDONLY = 0;
const O_RDWR = 2;
const O_CREAT = 0o100;
const WNOHANG = 1;
const ENOENT = 2;
const ECHILD = 10;

const INHERITED = { out: 1, err: 2 };
/** Where the container's own output is kept while a logger takes that of everything. */
const OUTSIDE = { out: 200, err: 201 };

type Pipe = { read: number; write: number };
type Timer = { at: number; action: () => void };
type Child = {
  onExit: (exit: Exit, lines: string[]) => void;
  relays: Relay[];
  tail: Tail;
  onGone: () => void;
};

/** What the loop is given besides {@link Host}'s calls. */
export type LoopOptions = {
  /** A signal for the init itself; SIGCHLD is dealt with before. */
  onSignal: (signal: number) => void;
  /** After each turn, before waiting again. */
  onTurn: () => void;
  /** Umask of everything started. */
  umask: () => number;
  /** Environment of what is started without one of its own, as `NAME=value`. */
  environment: () => readonly string[];
  /** An error in a callback; the loop goes on. */
  onError: (error: unknown) => void;
};

/** The one place where the init waits: for signals, children, timers, output of steps and readiness. */
export class Loop implements Host {
  private readonly options: LoopOptions;
  private readonly signals: number;
  private readonly null: number;
  private readonly timers = new Set<Timer>();
  private readonly children = new Map<number, Child>();
  private readonly readers = new Map<number, () => void>();
  private readonly pipes = new Map<string, Pipe>();
  private readonly relays = new Set<Relay>();
  private outside = INHERITED;
  private ended = false;

  constructor(options: LoopOptions) {
    this.options = options;
    sys.closeonexecfrom(3);
    this.signals = check("signalfd", "", sys.signalfd());
    this.null = check("open", "/dev/null", sys.open("/dev/null", O_RDONLY, 0));
    this.readers.set(this.signals, () => this.readSignals());
  }

  now(): number {
    return sys.clock();
  }

  after(milliseconds: number, action: () => void): () => void {
    const timer = { at: this.now() + milliseconds, action };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }

  signal(pid: number, signal: number): void {
    sys.kill(pid, signal);
  }

  spawn(spawn: Spawn): number {
    const { program, argv, env } = this.resolve(spawn);
    const { out, err } = spawn.outside === true ? this.outside : INHERITED;
    const lock = spawn.lock === undefined ? -1 : takeLock(spawn.lock.file);
    const notify = spawn.notify ? openPipe() : undefined;
    const output = spawn.role === "step" ? [openPipe(), openPipe()] : [];
    const pid = sys.spawn(
      program,
      [...argv],
      [...env],
      spawn.cwd ?? "/",
      spawn.role === "foreground"
        ? 0
        : spawn.readsPipe === undefined
          ? this.null
          : this.pipe(spawn.readsPipe).read,
      spawn.writesPipe === undefined ? (output[0]?.write ?? out) : this.pipe(spawn.writesPipe).write,
      output[1]?.write ?? err,
      notify?.write ?? -1,
      spawn.notify?.fd ?? -1,
      this.options.umask(),
      spawn.role === "foreground",
      lock,
      spawn.lock?.fd ?? -1,
    );
    if (lock >= 0) sys.close(lock);
    for (const pipe of [notify, ...output]) if (pipe) sys.close(pipe.write);
    if (pid < 0) {
      for (const pipe of [notify, ...output]) if (pipe) sys.close(pipe.read);
      throw new SystemError("exec", program, -pid);
    }
    const tail = new Tail();
    const relays = output.map((pipe, index) => new Relay(pipe.read, index + 1, tail));
    for (const relay of relays) this.relays.add(relay);
    const onGone =
      notify && spawn.notify ? this.watchNotification(notify.read, spawn.notify.onLine) : () => {};
    this.children.set(pid, { onExit: spawn.onExit, relays, tail, onGone });
    return pid;
  }

  /** What is really to be executed. */
  private resolve(spawn: Spawn): { program: string; argv: readonly string[]; env: readonly string[] } {
    const direct = throughContenv(spawn.argv);
    const interpreter = direct && findProgram(systemFiles, direct.argv[0] ?? "", direct.env);
    if (direct && interpreter !== undefined) return { program: interpreter, ...direct };
    const env = spawn.env ?? this.options.environment();
    const [name = ""] = spawn.argv;
    const program = findProgram(systemFiles, name, env);
    if (program === undefined) throw new SystemError("exec", name, ENOENT);
    return { program, argv: spawn.argv, env };
  }

  /** Both ends stay open here, so that neither side sees an end when the other restarts. */
  private pipe(name: string): Pipe {
    const pipe = this.pipes.get(name) ?? openPipe();
    this.pipes.set(name, pipe);
    return pipe;
  }

  /** Has all output from now on, the init's own too, go to a pipe. */
  divert(name: string): void {
    const { write } = this.pipe(name);
    for (const [from, to] of [
      [1, OUTSIDE.out],
      [2, OUTSIDE.err],
    ] as const) {
      sys.dup2(from, to);
      sys.setcloexec(to, 1);
      sys.dup2(write, from);
    }
    this.outside = OUTSIDE;
    this.endPipe(name);
  }

  /** Has the init's own output go to the container's again. */
  undivert(): void {
    sys.dup2(this.outside.out, 1);
    sys.dup2(this.outside.err, 2);
  }

  endPipe(name: string): void {
    const pipe = this.pipes.get(name);
    if (!pipe || pipe.write < 0) return;
    sys.close(pipe.write);
    pipe.write = -1;
  }

  isPipeEmpty(name: string): boolean {
    const pipe = this.pipes.get(name);
    const [events = 0] = pipe ? sys.poll([pipe.read], [POLLIN], 0) : [];
    return (events & POLLIN) === 0;
  }

  dropPipe(name: string): void {
    this.endPipe(name);
    const pipe = this.pipes.get(name);
    if (pipe) sys.close(pipe.read);
    this.pipes.delete(name);
  }

  /** Calls back whenever a descriptor can be read. */
  watch(fd: number, onReadable: () => void): void {
    this.readers.set(fd, onReadable);
  }

  /** Whether any process but `except` is left below the init. */
  hasChildren(except?: number): boolean {
    this.reap();
    if (except !== undefined) return childrenOfInit().some(pid => pid !== except);
    const [pid] = sys.waitpid(-1, WNOHANG);
    return pid !== -ECHILD;
  }

  /** Runs until {@link end}. */
  run(): void {
    while (!this.ended) {
      this.guard(() => this.options.onTurn());
      if (!this.ended) this.turn();
    }
  }

  /** Leaves {@link run}. */
  end(): void {
    this.ended = true;
  }

  private turn(): void {
    // One reaction may end what another waits for, and a new descriptor may have the number of the old by then.
    const relays = [...this.relays].map(relay => ({
      ...relay.waitsFor,
      react: () => this.relays.has(relay) && this.passOn(relay),
    }));
    const readers = [...this.readers].map(([fd, react]) => ({
      fd,
      events: POLLIN,
      react: () => this.readers.get(fd) === react && react(),
    }));
    const waits = [...relays, ...readers];
    const seen = sys.poll(
      waits.map(wait => wait.fd),
      waits.map(wait => wait.events),
      this.untilNextTimer(),
    );
    waits.forEach((wait, index) => {
      if (seen[index] !== 0) this.guard(wait.react);
    });
    const now = this.now();
    for (const timer of [...this.timers]) {
      if (timer.at > now || !this.timers.delete(timer)) continue;
      this.guard(timer.action);
    }
  }

  private untilNextTimer(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const timer of this.timers) next = Math.min(next, timer.at);
    return next === Number.POSITIVE_INFINITY ? -1 : Math.max(0, Math.ceil(next - this.now()));
  }

  private readSignals(): void {
    for (;;) {
      const signal = sys.readsignal(this.signals);
      if (signal <= 0) break;
      if (signal !== SIGNAL.CHLD) this.guard(() => this.options.onSignal(signal));
    }
    this.reap();
  }

  private reap(): void {
    for (;;) {
      const [pid, code, signal] = sys.waitpid(-1, WNOHANG);
      if (pid <= 0) return;
      const child = this.children.get(pid);
      this.children.delete(pid);
      if (!child) continue;
      for (const relay of child.relays) relay.drain();
      child.onGone();
      this.guard(() => child.onExit({ code, signal }, child.tail.lines()));
    }
  }

  private passOn(relay: Relay): void {
    if (relay.pass()) return;
    this.relays.delete(relay);
    sys.close(relay.from);
  }

  private watchNotification(fd: number, onLine: () => void): () => void {
    const close = () => {
      if (this.readers.get(fd) !== react) return;
      this.readers.delete(fd);
      sys.close(fd);
    };
    const react = () => {
      const bytes = sys.read(fd, 256);
      if (bytes === "") close();
      if (typeof bytes !== "string" || !bytes.includes("\n")) return;
      close();
      onLine();
    };
    sys.setnonblock(fd);
    this.readers.set(fd, react);
    return () => {
      if (this.readers.get(fd) !== react) return;
      // A line may have come together with the end of the process.
      react();
      close();
    };
  }

  private guard(action: () => unknown): void {
    try {
      action();
    } catch (error) {
      this.options.onError(error);
    }
  }
}

/** Process ids of what the init would have to wait for. Source: proc(5), the fields of stat behind the name. */
function childrenOfInit(): number[] {
  return (systemFiles.list("/proc") ?? []).flatMap(name => {
    if (!/^\d+$/.test(name)) return [];
    const parent = /^.*\) \S (\d+) /s.exec(systemFiles.read(`/proc/${name}/stat`) ?? "")?.[1];
    return parent === "1" ? [Number(name)] : [];
  });
}

/** Opens a file with a lock on it; whoever inherits the descriptor holds the lock. @throws SystemError */
function takeLock(file: string): number {
  const fd = check("open", file, sys.open(file, O_RDWR | O_CREAT, 0o600));
  const result = sys.lock(fd);
  if (result === 0) return fd;
  sys.close(fd);
  throw new SystemError("lock", file, -result);
}

function openPipe(): Pipe {
  const ends = sys.pipe();
  if (typeof ends === "number") throw new SystemError("pipe", "", -ends);
  return { read: ends[0], write: ends[1] };
}
