import type { HealthReport, ServiceReport } from "@porthole/contract";
import type { NodeStatus } from "../supervise/keeper.ts";

/** Where the init keeps its {@link HealthReport}, replaced as a whole whenever something changes. */
export const STATUS_FILE = "/run/porthole/status.json";
/** Commands for single services, one a line: see the applet s6-svc. */
export const CONTROL_FIFO = "/run/porthole/control";

/** Where the init answers the request of s6-rc with that number. */
export function replyFile(id: string): string {
  return `/run/porthole/reply-${id}`;
}

/** The last deaths of each service with a `finish`, one file a service: `TIME CODE SIGNAL` on each line. */
export const DEATHS = "/run/porthole/deaths";

/** What the report is made of. */
export type Condition = {
  state: HealthReport["state"];
  /** Milliseconds since the Unix epoch. */
  since: number;
  reason: string | undefined;
  services: readonly NodeStatus[];
  /** Services that were wanted and left out, with the reason. */
  leftOut: ReadonlyMap<string, string>;
  /** Milliseconds since the Unix epoch at which the graph was read. */
  readAt: number;
};

/** The init's condition in the shape that the contract gives it. */
export function healthReport(condition: Condition): HealthReport {
  const leftOut: ServiceReport[] = [...condition.leftOut].map(([name, reason]) => ({
    name,
    type: "longrun",
    state: "failed",
    since: seconds(condition.readAt),
    reason: `left out: ${reason}`,
  }));
  return {
    state: condition.state,
    since: seconds(condition.since),
    ...(condition.reason === undefined ? {} : { reason: condition.reason }),
    services: [...condition.services.map(serviceReport), ...leftOut],
  };
}

function serviceReport(status: NodeStatus): ServiceReport {
  return {
    name: status.name,
    type: status.type,
    state: serviceState(status),
    since: seconds(status.since),
    ...(status.pid === undefined ? {} : { pid: status.pid }),
    ...(status.reason === undefined ? {} : { reason: status.reason }),
  };
}

function serviceState(status: NodeStatus): ServiceReport["state"] {
  if (status.state === "skipped") return "down";
  if (status.state !== "up") return status.state;
  if (status.type === "oneshot") return "up";
  if (status.ready) return "ready";
  // A longrun that keeps dying is not up, whatever the graph made of its first start.
  return status.reason === undefined ? "starting" : "failed";
}

function seconds(milliseconds: number): number {
  return Math.round(milliseconds) / 1000;
}

/** The report as a table for people. */
export function statusTable(report: HealthReport, now: number): string {
  const rows = report.services.map(service => [
    service.name,
    service.state,
    ago(now / 1000 - service.since),
    service.pid === undefined ? "-" : `${service.pid}`,
    service.reason ?? "",
  ]);
  const table = [["SERVICE", "STATE", "SINCE", "PID", "REASON"], ...rows];
  const widths = [0, 1, 2, 3].map(column => Math.max(...table.map(row => (row[column] ?? "").length)));
  const lines = table.map(row =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  const reason = report.reason === undefined ? "" : `: ${report.reason}`;
  return [`${report.state}${reason}`, "", ...lines].join("\n");
}

function ago(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds));
  if (s < 60) return `${s}s`;
  if (s < 3600) return `${Math.floor(s / 60)}m`;
  return s < 86400 ? `${Math.floor(s / 3600)}h` : `${Math.floor(s / 86400)}d`;
}
