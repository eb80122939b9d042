import type { HealthReport } from "@porthole/contract";
import type { Files } from "../files/files.ts";
import { STATUS_FILE } from "../health/report.ts";
import type { Host } from "../supervise/process.ts";

/** Least milliseconds between two writes while only single services change. */
const INTERVAL = 15;

/** Keeps the status file in step with the init, without a write for each of many changes at once. */
export class StatusWriter {
  private readonly files: Files;
  private readonly host: Host;
  private readonly report: () => HealthReport;
  private dirty = true;
  private lastState = "";
  private lastWrite = Number.NEGATIVE_INFINITY;
  private planned = false;

  constructor(files: Files, host: Host, report: () => HealthReport) {
    this.files = files;
    this.host = host;
    this.report = report;
  }

  /** Something in the report has changed. */
  markChanged(): void {
    this.dirty = true;
  }

  /** Writes if there is something new to tell: at once when the whole changed its state, else after a moment. */
  flush(): void {
    if (!this.dirty) return;
    const report = this.report();
    const wait = this.lastWrite + INTERVAL - this.host.now();
    if (report.state === this.lastState && wait > 0) {
      if (!this.planned) this.host.after(wait, () => this.flushPlanned());
      this.planned = true;
      return;
    }
    this.dirty = false;
    this.lastState = report.state;
    this.lastWrite = this.host.now();
    this.files.replace(STATUS_FILE, `${JSON.stringify(report)}\n`, 0o644);
  }

  private flushPlanned(): void {
    this.planned = false;
    this.flush();
  }
}
