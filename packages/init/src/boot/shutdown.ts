import type { Host } from "../supervise/process.ts";
import { SIGNAL } from "../supervise/signals.ts";

/** What a stop goes through, in this order, and how long each part is waited for. */
export type ShutdownOptions = {
  host: Host;
  /** Asks the command to end; `done` is called when it has, at once where there is none. */
  stopCommand: (done: () => void) => void;
  /** Brings the services down in reverse order; `done` is called when all are. */
  stopServices: (done: () => void) => void;
  /** Asks every service that is still up to stop, out of order. */
  stopServicesUnordered: () => void;
  /** Whether any process is left. */
  hasChildren: () => boolean;
  /** The end. */
  onEnd: () => void;
  /** Milliseconds that stray processes get between TERM and KILL: S6_KILL_GRACETIME. */
  strayGrace: number;
  /** Milliseconds for the whole stop, 0 for no bound: PORTHOLE_STOP_TIMEOUT. */
  bound: number;
  print: (line: string) => void;
};

/** Milliseconds until the services are stopped although the command is still there. */
const COMMAND_PATIENCE = 3000;
/** Milliseconds until the remaining services are stopped although one they serve is still there. */
const ORDER_PATIENCE = 5000;
/** Milliseconds that the kernel gets to end killed processes. */
const KILL_PATIENCE = 500;

/** Stops a container: command, services in reverse order, strays. Waits only while there is something to wait for. */
export class Shutdown {
  private readonly options: ShutdownOptions;
  private servicesAsked = false;
  private sweeping = false;
  private over = false;

  constructor(options: ShutdownOptions) {
    this.options = options;
  }

  /** Begins. */
  start(): void {
    const { host, bound } = this.options;
    if (bound > 0) host.after(bound, () => this.force());
    host.after(COMMAND_PATIENCE, () => this.askServices());
    host.after(ORDER_PATIENCE, () => this.breakOrder());
    this.options.stopCommand(() => this.askServices());
  }

  /** To be called whenever a process may have ended. */
  check(): void {
    if (this.sweeping && !this.over && !this.options.hasChildren()) this.finish();
  }

  private askServices(): void {
    if (this.servicesAsked) return;
    this.servicesAsked = true;
    this.options.stopServices(() => this.sweep());
  }

  private breakOrder(): void {
    if (!this.sweeping) this.options.stopServicesUnordered();
  }

  private sweep(): void {
    if (this.sweeping) return;
    this.sweeping = true;
    if (!this.options.hasChildren()) {
      this.finish();
      return;
    }
    this.options.host.signal(-1, SIGNAL.TERM);
    this.options.host.signal(-1, SIGNAL.CONT);
    this.options.host.after(this.options.strayGrace, () => this.kill());
  }

  private force(): void {
    if (this.over) return;
    this.options.print(
      `[init] (ERROR) the stop took longer than ${this.options.bound} ms (PORTHOLE_STOP_TIMEOUT); ending what is left`,
    );
    this.kill();
  }

  private kill(): void {
    if (this.over) return;
    this.sweeping = true;
    this.options.host.signal(-1, SIGNAL.KILL);
    this.options.host.after(KILL_PATIENCE, () => this.finish());
    this.check();
  }

  private finish(): void {
    if (this.over) return;
    this.over = true;
    this.options.onEnd();
  }
}
