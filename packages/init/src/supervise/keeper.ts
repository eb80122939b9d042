import type { Longrun, Oneshot } from "../graph/definition.ts";
import type { Node } from "../graph/resolve.ts";
import { type Death, LongrunProcess } from "./longrun.ts";
import { OneshotProcess } from "./oneshot.ts";
import type { Command, Host } from "./process.ts";
import type { Routine } from "./routine.ts";

/** Where one service stands. */
export type NodeState = "down" | "starting" | "up" | "failed" | "skipped" | "stopping";

/** One service with its state, as shown to people. */
export type NodeStatus = {
  name: string;
  type: "oneshot" | "longrun";
  state: NodeState;
  /** Milliseconds since the Unix epoch at which `state` was entered. */
  since: number;
  pid: number | undefined;
  /** Whether it said it is ready; a service without notification is as soon as it runs. */
  ready: boolean;
  /** Why it failed, keeps dying, was skipped or rests. */
  reason: string | undefined;
};

/** How definitions become work; what the keeper reports. */
export type KeeperOptions = {
  /** The routines of a oneshot. */
  routines: (definition: Oneshot) => { up: () => Routine; down: () => Routine };
  /** The command of a longrun, or undefined where there is nothing for it to do. */
  command: (definition: Longrun) => Command | undefined;
  /** A service failed; `skipped` will not start because of it. */
  onFailed: (name: string, reason: string, lastLines: string[], skipped: string[]) => void;
  /** The process of a longrun with a `finish` has ended; see {@link Death}. */
  onDeath: (name: string, deaths: readonly Death[]) => void;
  /** A service has entered another state. */
  onState: (name: string, state: NodeState) => void;
  /** A `down` command failed, or a service did not stop in time. */
  onDownFailed: (name: string, reason: string) => void;
  /** Every service is up, failed or skipped. */
  onSettled: () => void;
  /** Every service is down. */
  onStopped: () => void;
  /** Something in {@link Keeper.status} has changed. */
  onChange: () => void;
  /** Milliseconds since the Unix epoch. */
  wallClock: () => number;
};

type Process = LongrunProcess | OneshotProcess;
type Entry = {
  node: Node;
  state: NodeState;
  since: number;
  reason: string | undefined;
  process: Process | undefined;
  dependents: Entry[];
  /** Whether it is to be up. */
  wanted: boolean;
  /** It took too long to stop, so nothing waits for it. */
  overdue: boolean;
};

/** What goes with {@link Keeper.change}. */
export type ChangeOptions = {
  /** Services that were not to be started until now. */
  nodes: ReadonlyMap<string, Node>;
  /** Whether essential services may be stopped too. */
  force: boolean;
  /** Called once every service is where it was asked to be, or why one is not. */
  onEnd: (problem: string | undefined) => void;
};
/** A change that was asked for, until it is done. */
type Job = { direction: "up" | "down"; affected: Set<Entry>; onEnd: ChangeOptions["onEnd"] };

/** Brings a graph up, independent services at once, and down again in reverse order. */
export class Keeper {
  private readonly entries = new Map<string, Entry>();
  private readonly jobs = new Set<Job>();
  private readonly host: Host;
  private readonly options: KeeperOptions;
  private mode: "up" | "down" = "up";
  private settled = false;
  private stopped = false;
  private advancing = false;
  private again = false;
  /** In its last phase a stop no longer waits for the order. */
  private unordered = false;

  constructor(nodes: ReadonlyMap<string, Node>, host: Host, options: KeeperOptions) {
    this.host = host;
    this.options = options;
    this.add(nodes, true);
  }

  private add(nodes: ReadonlyMap<string, Node>, wanted: boolean): void {
    const since = this.options.wallClock();
    const added = [...nodes].filter(([name]) => !this.entries.has(name));
    for (const [name, node] of added) {
      const entry: Entry = {
        node,
        state: "down",
        since,
        reason: undefined,
        process: undefined,
        dependents: [],
        wanted,
        overdue: false,
      };
      this.entries.set(name, entry);
    }
    for (const [name] of added) {
      const entry = this.entries.get(name);
      if (entry) for (const before of this.before(entry)) before.dependents.push(entry);
    }
  }

  /**
   * Brings services up with all they depend on, or down with all that depends on them. One that failed is tried again.
   */
  change(direction: "up" | "down", names: readonly string[], { nodes, force, onEnd }: ChangeOptions): void {
    this.add(nodes, false);
    const next = (entry: Entry) => (direction === "up" ? this.before(entry) : entry.dependents);
    const affected = new Set(names.flatMap(name => this.entries.get(name) ?? []));
    for (const entry of affected) for (const other of next(entry)) affected.add(other);
    const essential = [...affected].find(entry => entry.node.definition.essential);
    if (direction === "down" && essential && !force) {
      onEnd(`service ${essential.node.definition.name} is marked as essential, not stopping it`);
      return;
    }
    for (const entry of affected) {
      entry.wanted = direction === "up";
      if (entry.wanted && isAtRest(entry) && !entry.overdue) this.forget(entry);
    }
    this.jobs.add({ direction, affected, onEnd });
    this.advance();
  }

  /** Lets a service that is down begin anew. */
  private forget(entry: Entry): void {
    entry.process = undefined;
    if (entry.state !== "down") this.enter(entry, "down");
  }

  /** Starts what can start, and the rest as it becomes possible. */
  start(): void {
    this.advance();
  }

  /** Stops everything: each service once all that depend on it are down. Also in the middle of a start. */
  stop(): void {
    if (this.mode === "down") return;
    this.mode = "down";
    for (const entry of this.entries.values()) entry.wanted = false;
    this.advance();
  }

  /** Asks everything that is still up to stop, whatever depends on it. */
  stopUnordered(): void {
    this.unordered = true;
    this.advance();
  }

  /** Whether a service of that name is known, up or not. */
  has(name: string): boolean {
    return this.entries.has(name);
  }

  /** The process of a longrun, for commands on a single service. */
  longrun(name: string): LongrunProcess | undefined {
    const process = this.entries.get(name)?.process;
    return process instanceof LongrunProcess ? process : undefined;
  }

  /** Every service in the order of the graph. */
  status(): NodeStatus[] {
    return [...this.entries].map(([name, { node, state, since, reason, process }]) => ({
      name,
      type: node.definition.type,
      state,
      since,
      pid: process?.pid,
      ready: process instanceof LongrunProcess ? process.ready : state === "up",
      reason: process instanceof LongrunProcess ? (process.failing ?? reason) : reason,
    }));
  }

  /** The first failure in words, or undefined where all is well. */
  failure(): string | undefined {
    for (const [name, { state, reason, process }] of this.entries) {
      const failing = process instanceof LongrunProcess ? process.failing : undefined;
      if (state === "failed") return `${name}: ${reason}`;
      if (failing !== undefined) return `${name}: ${failing}`;
    }
    return undefined;
  }

  private before(entry: Entry): Entry[] {
    return entry.node.after.flatMap(name => this.entries.get(name) ?? []);
  }

  /** Starts or stops whatever may be; not recursive, so that a long chain of steps needs no deep stack. */
  private advance(): void {
    this.again = true;
    if (this.advancing) return;
    this.advancing = true;
    try {
      while (this.again) {
        this.again = false;
        this.startReady();
        this.stopReady();
      }
    } finally {
      this.advancing = false;
    }
    this.options.onChange();
    this.reportEnd();
  }

  private startReady(): void {
    for (const entry of this.entries.values()) {
      if (!entry.wanted || entry.state !== "down" || entry.process) continue;
      if (this.before(entry).every(hasComeUp)) {
        this.begin(entry);
      }
    }
  }

  private stopReady(): void {
    for (const entry of this.entries.values()) {
      if (entry.wanted || entry.state === "stopping" || isAtRest(entry)) continue;
      if (!this.unordered && !entry.dependents.every(isAtRest)) continue;
      this.enter(entry, "stopping");
      if (entry.process) entry.process.stop(!this.unordered);
      else this.down(entry, undefined);
    }
  }

  private reportEnd(): void {
    const entries = [...this.entries.values()];
    const isSettled = (e: Entry) =>
      e.state !== "starting" && (!e.wanted || e.state !== "down" || e.process !== undefined);
    if (this.mode === "up" && !this.settled && entries.every(isSettled)) {
      this.settled = true;
      this.options.onSettled();
    }
    for (const job of this.jobs) {
      if (![...job.affected].every(entry => isDone(entry, job.direction))) continue;
      this.jobs.delete(job);
      const failed = [...job.affected].filter(entry => !succeeded(entry, job.direction));
      const names = failed.map(entry => entry.node.definition.name).join(", ");
      job.onEnd(failed.length === 0 ? undefined : `unable to bring ${job.direction}: ${names}`);
    }
    if (this.mode === "down" && !this.stopped && entries.every(isAtRest)) {
      this.stopped = true;
      this.options.onStopped();
    }
  }

  private begin(entry: Entry): void {
    const { definition } = entry.node;
    this.enter(entry, "starting");
    const events = {
      onUp: () => this.up(entry),
      onFailed: (reason: string, lastLines: string[] = []) => this.fail(entry, reason, lastLines),
      onDown: (reason?: string) => this.down(entry, reason),
      onOverdue: (reason: string) => this.overdue(entry, reason),
      onDeath: (deaths: readonly Death[]) => this.options.onDeath(definition.name, deaths),
      onChange: () => this.options.onChange(),
    };
    if (definition.type === "oneshot") {
      const limits = { up: definition.timeoutUp, down: definition.timeoutDown };
      entry.process = new OneshotProcess(this.options.routines(definition), limits, this.host, events);
      entry.process.start();
      return;
    }
    const command = this.options.command(definition);
    if (command === undefined) {
      this.up(entry);
      return;
    }
    entry.process = new LongrunProcess(definition, command, this.host, events);
    entry.process.start();
  }

  private up(entry: Entry): void {
    if (entry.wanted) this.enter(entry, "up");
    this.advance();
  }

  private down(entry: Entry, reason: string | undefined): void {
    if (!entry.wanted && reason !== undefined) {
      this.options.onDownFailed(entry.node.definition.name, reason);
    }
    if (entry.wanted && entry.state === "failed") return;
    if (entry.wanted && entry.state === "stopping") entry.process = undefined;
    this.enter(entry, "down", reason);
    this.advance();
  }

  private overdue(entry: Entry, reason: string): void {
    if (entry.state !== "stopping") return;
    entry.overdue = true;
    this.options.onDownFailed(entry.node.definition.name, reason);
    this.advance();
  }

  private fail(entry: Entry, reason: string, lastLines: string[]): void {
    this.enter(entry, "failed", reason);
    const { name } = entry.node.definition;
    const skipped = this.skipDependents(entry, name);
    this.options.onFailed(name, reason, lastLines, skipped);
    this.advance();
  }

  private skipDependents(failed: Entry, culprit: string): string[] {
    const skipped: string[] = [];
    const queue = [...failed.dependents];
    for (let entry = queue.shift(); entry; entry = queue.shift()) {
      if (entry.state !== "down") continue;
      this.enter(entry, "skipped", `${culprit} failed`);
      skipped.push(entry.node.definition.name);
      queue.push(...entry.dependents);
    }
    return skipped;
  }

  private enter(entry: Entry, state: NodeState, reason?: string): void {
    if (entry.state !== state) {
      entry.since = this.options.wallClock();
      this.options.onState(entry.node.definition.name, state);
    }
    if (state !== "stopping") entry.overdue = false;
    entry.state = state;
    entry.reason = reason;
  }
}

/** Whether a stop has nothing left to do for a service; a failed one may still have a process to end. */
function isAtRest(entry: Entry): boolean {
  if (entry.overdue) return true;
  if (entry.state === "down" || entry.state === "skipped") return entry.process?.pid === undefined;
  return entry.state === "failed" && entry.process?.pid === undefined;
}

function isDone(entry: Entry, direction: "up" | "down"): boolean {
  if (direction === "down") return isAtRest(entry) || entry.wanted;
  return !entry.wanted || hasComeUp(entry) || entry.state === "failed" || entry.state === "skipped";
}

function succeeded(entry: Entry, direction: "up" | "down"): boolean {
  return direction === "down" ? !entry.overdue && !entry.wanted : entry.wanted && hasComeUp(entry);
}

/** Whether what waits for a service may start: it is up, or was, and rests since by its own wish. */
function hasComeUp({ wanted, state, process, reason }: Entry): boolean {
  return state === "up" || (wanted && state === "down" && process !== undefined && reason !== undefined);
}
