import type { HealthReport } from "@porthole/contract";
import {
  dumpEnvironment,
  loadEnvironment,
  readVariable,
  withCommandPath,
} from "../env/container-environment.ts";
import { bundleFolderProblem, etcFolder, profileProblem } from "../env/profile.ts";
import { isOn, parseUmask, readMilliseconds, splitWords } from "../env/settings.ts";
import { unhandledSettings, wrongNumbers } from "../env/unhandled-settings.ts";
import type { Longrun, Oneshot, Problem } from "../graph/definition.ts";
import { formatProblem } from "../graph/definition.ts";
import { loadGraph } from "../graph/load.ts";
import { STEP_COMMAND } from "../graph/read.ts";
import type { Graph } from "../graph/resolve.ts";
import { failureBlock } from "../health/failure-block.ts";
import { DEATHS, healthReport } from "../health/report.ts";
import { installCustomServices } from "../steps/custom-services.ts";
import { restrictionNotice } from "../steps/notice.ts";
import { envFile, STEPS, serviceCommand } from "../steps/steps.ts";
import { isRestricted, type World } from "../steps/world.ts";
import { Keeper } from "../supervise/keeper.ts";
import type { Death } from "../supervise/longrun.ts";
import type { Command, Host } from "../supervise/process.ts";
import { type Routine, type RunningRoutine, runCommand, startRoutine } from "../supervise/routine.ts";
import { SIGNAL } from "../supervise/signals.ts";
import { CatchAll, type Diversion } from "./catch-all.ts";
import { ContainerCommand } from "./command.ts";
import { control } from "./control.ts";
import { EXIT_CODE_FILE, prepareRunFolder, SERVICE_LINKS } from "./run-folder.ts";
import { Shutdown } from "./shutdown.ts";
import { StatusWriter } from "./status-writer.ts";

/** What the init needs besides {@link World}. */
export type InitSystem = World & {
  host: Host;
  /** Whether any process is left below this one, but for `except`. */
  hasChildren: (except?: number) => boolean;
  diversion: Diversion;
  /** Has the kernel write its caches to disk. */
  sync: () => void;
  /** Milliseconds since the Unix epoch. */
  wallClock: () => number;
  /** Ends the process, and with it the container. */
  exit: (code: number) => void;
};

/** The mod script of LSIO images. */
const MOD_SCRIPT = "/docker-mods";
/** Exit code after a signal that means "restart" or "power off", as the original gives it. */
const OTHER_STOP = 111;
/** Upper bound of S6_KILL_GRACETIME in milliseconds, as in s6-overlay. */
const LONGEST_GRACE = 300_000;

/** Process 1 of a container, from the first signal to the exit code. */
export class Init {
  umask = 0o022;
  private path = withCommandPath("");
  private isVerbose = false;
  private keepsEnvironment = false;
  private commandGetsSignals = false;

  private readonly system: InitSystem;
  private readonly commandArgv: readonly string[];
  private command: ContainerCommand | undefined;
  private logger: CatchAll | undefined;
  private readonly status: StatusWriter;
  private keeper: Keeper | undefined;
  private graph: Graph | undefined;
  private hook: RunningRoutine | undefined;
  private shutdown: Shutdown | undefined;
  private settled = false;
  private commandStarted = false;
  private exitCode = 0;
  private state: HealthReport["state"] = "starting";
  private since: number;
  private graphReadAt = 0;

  constructor(system: InitSystem, commandArgv: readonly string[]) {
    this.system = system;
    this.since = system.wallClock();
    this.status = new StatusWriter(system.files, system.host, () => this.report());
    this.commandArgv = commandArgv;
  }

  /** Everything up to the start of the services. @throws SystemError where /run cannot be used */
  boot(environment: readonly string[]): void {
    const { files, uid, warn, readOnly } = this.system;
    prepareRunFolder(files, uid);
    for (const name of dumpEnvironment(files, environment)) {
      warn(`[init] variable "${name}" cannot be kept: its name is no file name`);
    }
    if (readOnly) files.write("/run/s6/container_environment/LSIO_READ_ONLY_FS", "1");
    if (uid !== 0) files.write("/run/s6/container_environment/LSIO_NON_ROOT_USER", "1");
    if (this.usesOwnSecretFiles()) envFile(this.system);
    this.path = readVariable(files, "PATH") ?? this.path;
    this.isVerbose = readMilliseconds(files, "S6_VERBOSITY", 1) > 1;
    this.keepsEnvironment = isOn(files, "S6_KEEP_ENV");
    this.startLogger();
    this.prepareCommand();
    const umask = parseUmask(readVariable(files, "UMASK"));
    if (umask.problem !== undefined) warn(`[init] ${umask.problem}`);
    this.umask = umask.value;
    this.runHook();
  }

  private startLogger(): void {
    const { files, host, diversion, warn } = this.system;
    const logger = new CatchAll(files, host);
    this.logger = logger;
    try {
      logger.start(diversion, warn);
    } catch (error) {
      warn(
        `[init] (ERROR) there is no logger (S6_LOGGING): ${error instanceof Error ? error.message : error}`,
      );
    }
  }

  private prepareCommand(): void {
    const { files, host } = this.system;
    const argv = [...splitWords(readVariable(files, "S6_CMD_ARG0")), ...this.commandArgv];
    if (argv.length === 0) return;
    const isLogged = this.logger?.takesCommand === true;
    this.command = new ContainerCommand(argv, !isLogged, files, host, () => this.stop(0));
    this.commandGetsSignals = isOn(files, "S6_CMD_RECEIVE_SIGNALS");
  }

  /** What a program is given that has no environment of its own: PATH alone, with S6_KEEP_ENV everything. */
  environment(): string[] {
    return this.keepsEnvironment ? loadEnvironment(this.system.files) : [`PATH=${this.path}`];
  }

  /** To be called for every signal but SIGCHLD. */
  onSignal(signal: number): void {
    if (!this.shutdown && this.commandGetsSignals && this.command?.signal(signal)) return;
    if (signal === SIGNAL.TERM || signal === SIGNAL.USR2) this.stop(0);
    if (signal === SIGNAL.INT || signal === SIGNAL.USR1 || signal === SIGNAL.PWR) this.stop(OTHER_STOP);
  }

  /** To be called after each turn of the loop. */
  onTurn(): void {
    this.shutdown?.check();
    const state = this.currentState();
    if (state !== this.state) {
      this.state = state;
      this.since = this.system.wallClock();
      this.status.markChanged();
    }
    this.status.flush();
  }

  /** A line that came in through the control fifo. */
  onControl(line: string): void {
    const stop = /^stop (\d+)$/.exec(line);
    if (stop) this.stop(Number(stop[1]));
    if (this.keeper && !this.shutdown) control(line, this.keeper, this.system.files);
  }

  /** An overlay may bring its own step; then the secrets are its business. */
  private usesOwnSecretFiles(): boolean {
    const { files } = this.system;
    const up = files.read(`${etcFolder(files)}/s6-overlay/s6-rc.d/init-envfile/up`);
    return up === undefined || up.includes("porthole-init step init-envfile");
  }

  private runHook(): void {
    const { files } = this.system;
    const hook = splitWords(readVariable(files, "S6_STAGE2_HOOK"));
    // LSIO images name their mod script here, which is part of this init.
    const isOurs = hook[0] === MOD_SCRIPT && !files.stat(MOD_SCRIPT);
    if (hook.length === 0 || isOurs) this.runMods();
    else this.runBeforeGraph({ argv: hook }, code => this.afterHook(hook[0] ?? "", code));
  }

  private afterHook(hook: string, code: number): void {
    if (code !== 0) this.system.warn(`[init] (ERROR) hook ${hook} ended with exit code ${code}`);
    if (code !== 0 && this.onFailure() === 2) this.stop(code);
    else this.runMods();
  }

  /** Mods bring services, so they are there before the definitions are read. */
  private runMods(): void {
    const { system } = this;
    if (isRestricted(system) || readVariable(system.files, "DOCKER_MODS") === undefined) {
      this.readGraph();
      return;
    }
    const command = { argv: [STEP_COMMAND, "mods"], env: loadEnvironment(system.files) };
    this.runBeforeGraph(command, code => {
      if (code !== 0)
        system.warn(`[mod-init] (ERROR) ended with exit code ${code}; not all mods may be applied`);
      this.readGraph();
    });
  }

  private runBeforeGraph(command: Command, onEnd: (code: number) => void): void {
    let ended = false;
    const running = startRoutine(runCommand(command), this.system.host, outcome => {
      ended = true;
      this.hook = undefined;
      if (!this.shutdown) onEnd(outcome.code);
    });
    // What has ended at once may have started the next already.
    if (!ended) this.hook = running;
  }

  private readGraph(): void {
    const { system } = this;
    const { files } = system;
    const notice = restrictionNotice(system);
    if (notice !== undefined) system.print(notice);
    this.installCustomServices();
    for (const problem of [profileProblem(files), bundleFolderProblem(files)]) {
      if (problem !== undefined) system.warn(`[init] (ERROR) ${problem}`);
    }
    const graph = loadGraph(files, "");
    this.graph = graph;
    for (const problem of wrongNumbers(files)) system.warn(`[init] (ERROR) ${problem}`);
    for (const note of [...unhandledSettings(files), ...graph.notes]) system.warn(`[init] (NOTE) ${note}`);
    this.graphReadAt = system.wallClock();
    this.reportProblems(this.graph);
    for (const { definition } of this.graph.nodes.values()) {
      if (definition.type === "longrun") files.link(definition.folder, `${SERVICE_LINKS}/${definition.name}`);
    }
    this.keeper = new Keeper(this.graph.nodes, system.host, {
      routines: definition => this.routines(definition),
      command: definition => this.serviceCommand(definition),
      onFailed: (name, reason, lines, skipped) => system.warn(failureBlock(name, reason, lines, skipped)),
      onDeath: (name, deaths) => this.keepDeaths(name, deaths),
      onState: (name, state) => this.tellState(name, state),
      onDownFailed: (name, reason) => system.warn(`[init] (ERROR) stopping ${name}: ${reason}`),
      onSettled: () => this.onSettled(),
      onStopped: () => this.onServicesDown(),
      onChange: () => this.status.markChanged(),
      wallClock: system.wallClock,
    });
    const limit = readMilliseconds(files, "S6_CMD_WAIT_FOR_SERVICES_MAXTIME", 0);
    if (limit > 0) system.host.after(limit, () => this.onSlow(limit));
    this.keeper.start();
  }

  /** A file system that takes no more must not keep the rest from starting. */
  private installCustomServices(): void {
    if (isRestricted(this.system)) return;
    try {
      installCustomServices(this.system);
    } catch (error) {
      this.system.warn(`[custom-init] (ERROR) ${error instanceof Error ? error.message : error}`);
    }
  }

  private keepDeaths(name: string, deaths: readonly Death[]): void {
    const lines = deaths.map(({ at, code, signal }) => `${at} ${code} ${signal}\n`);
    this.system.files.makeFolder(DEATHS);
    this.system.files.write(`${DEATHS}/${name}`, lines.join(""));
  }

  private tellState(name: string, state: string): void {
    if (this.isVerbose) this.system.warn(`[init] service ${name}: ${state}`);
  }

  private reportProblems(graph: Graph): void {
    const told = new Set<string>();
    const tell = (problem: Problem) => {
      const { service } = problem;
      const text = graph.leftOut.has(service) ? `service ${service} is left out: ` : "";
      this.system.warn(`[init] (ERROR) ${text}${formatProblem(problem)}`);
      told.add(service);
    };
    graph.problems.filter(problem => problem.tolerated !== true).forEach(tell);
    for (const [service, reason] of graph.leftOut) {
      if (!told.has(service)) this.system.warn(`[init] (ERROR) service ${service} is left out: ${reason}`);
    }
  }

  private routines(definition: Oneshot): { up: () => Routine; down: () => Routine } {
    const routine = (which: "up" | "down") => () => this.actionRoutine(definition, which);
    return { up: routine("up"), down: routine("down") };
  }

  private *actionRoutine(definition: Oneshot, which: "up" | "down"): Routine {
    const action = definition[which];
    if (action.kind === "nothing") return 0;
    if (action.kind === "command") return yield* runCommand({ argv: action.argv });
    const step = STEPS.get(action.step);
    if (step) return yield* step(this.system);
    this.system.warn(`[init] (ERROR) ${definition.name}: the base has no step ${action.step}`);
    return 1;
  }

  private serviceCommand(definition: Longrun): Command | undefined {
    if (definition.run.kind === "command") return { argv: definition.run.argv, cwd: definition.folder };
    return serviceCommand(this.system, definition.run.step);
  }

  private onFailure(): number {
    return readMilliseconds(this.system.files, "S6_BEHAVIOUR_IF_STAGE2_FAILS", 0);
  }

  private onSettled(): void {
    this.settled = true;
    const leftOut = this.onFailure() === 2 && (this.graph?.leftOut.size ?? 0) > 0;
    if (this.keeper?.failure() === undefined && !leftOut) {
      this.startCommand();
    } else if (this.onFailure() === 2) {
      this.system.warn("[init] (ERROR) stopping the container (S6_BEHAVIOUR_IF_STAGE2_FAILS=2)");
      this.stop(1);
    } else {
      this.startCommand();
    }
  }

  private onSlow(limit: number): void {
    if (this.settled || this.shutdown) return;
    this.system.warn(
      `[init] (ERROR) services are not up after ${limit} ms (S6_CMD_WAIT_FOR_SERVICES_MAXTIME)`,
    );
    if (this.onFailure() === 2) this.stop(2);
    else this.startCommand();
  }

  private startCommand(): void {
    if (this.commandStarted) return;
    this.commandStarted = true;
    this.command?.start(this.system.warn);
  }

  private stop(code: number): void {
    if (this.shutdown) return;
    this.exitCode = code;
    const { system } = this;
    this.shutdown = new Shutdown({
      host: system.host,
      stopCommand: done => (this.command ? this.command.stop(done) : done()),
      stopServices: done => this.stopServices(done),
      stopServicesUnordered: () => this.keeper?.stopUnordered(),
      hasChildren: () => system.hasChildren(this.logger?.pid),
      onEnd: () => this.endLogger(),
      strayGrace: Math.min(readMilliseconds(system.files, "S6_KILL_GRACETIME", 3000), LONGEST_GRACE),
      bound: readMilliseconds(system.files, "PORTHOLE_STOP_TIMEOUT", 9000),
      print: system.warn,
    });
    this.status.markChanged();
    this.shutdown.start();
  }

  private whenServicesDown: () => void = () => {};

  private stopServices(done: () => void): void {
    this.hook?.stop();
    if (!this.keeper) {
      done();
      return;
    }
    this.whenServicesDown = done;
    this.keeper.stop();
  }

  private onServicesDown(): void {
    this.whenServicesDown();
  }

  private endLogger(): void {
    if (this.logger) this.logger.end(this.system.diversion, () => this.end());
    else this.end();
  }

  private end(): void {
    this.onTurn();
    if (isOn(this.system.files, "S6_SYNC_DISKS")) this.system.sync();
    const written = Number.parseInt(this.system.files.read(EXIT_CODE_FILE) ?? "0", 10) || 0;
    this.system.exit(written !== 0 ? written & 255 : this.exitCode);
  }

  private currentState(): HealthReport["state"] {
    if (this.shutdown) return "stopping";
    if (this.keeper?.failure() !== undefined) return "failed";
    return this.settled ? "ready" : "starting";
  }

  private report(): HealthReport {
    const state = this.currentState();
    return healthReport({
      state,
      since: this.since,
      reason: state === "failed" ? this.keeper?.failure() : undefined,
      services: this.keeper?.status() ?? [],
      leftOut: this.graph?.leftOut ?? new Map(),
      readAt: this.graphReadAt,
    });
  }
}
