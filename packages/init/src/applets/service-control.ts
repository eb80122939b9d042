import type { HealthReport, ServiceReport } from "@porthole/contract";
import { fail, print } from "../platform/output.ts";
import { sendControl } from "./control-line.ts";
import { readOptions } from "./options.ts";
import { readReport, waitForReport } from "./status-file.ts";

const TIMED_OUT = 99;
/** Letters of s6-svc and what they ask of the init. */
const COMMANDS: Record<string, string> = {
  u: "up -",
  d: "down -",
  r: "restart -",
  t: "signal 15",
  k: "signal 9",
  h: "signal 1",
  i: "signal 2",
  q: "signal 3",
  a: "signal 14",
  b: "signal 6",
  1: "signal 10",
  2: "signal 12",
  p: "signal 19",
  c: "signal 18",
  y: "signal 28",
};

type Wish = "u" | "U" | "d" | "D" | "r" | "R";

/** `s6-svc [-wu|-wU|-wd|-wD|-wr|-wR] [-T MS] [-udrtkhiqab12pcy] SERVICE`: commands one service. */
export function svc(args: string[], name: string): number {
  const options = readOptions(args, `w:T:${Object.keys(COMMANDS).join("")}`);
  const service = options?.rest[0];
  if (!options || service === undefined || options.rest.length > 1) {
    return fail(100, `${name}: usage: ${name} [-w u|U|d|D|r|R] [-T MS] [-udrtkhiqab12pcy] SERVICE`);
  }
  const before = find(readReport(), service);
  if (!before) return fail(111, `${name}: fatal: ${service} is not a supervised service`);
  const lines = [...options.flags.keys()].flatMap(flag => {
    const command = COMMANDS[flag];
    return command === undefined ? [] : [`svc ${command} ${baseName(service)}`];
  });
  const problem = sendControl(...lines);
  if (problem !== undefined) return fail(111, `${name}: fatal: ${problem}`);
  const wish = options.flags.get("w") as Wish | undefined;
  if (wish === undefined) return 0;
  return waitFor([service], wish, Number(options.flags.get("T") ?? 0), before.pid);
}

/** `s6-svwait [-u|-U|-d|-D] [-t MS] SERVICE...`: waits until every service is up, ready or down. */
export function svwait(args: string[], name: string): number {
  const options = readOptions(args, "uUdDaort:");
  if (!options || options.rest.length === 0) {
    return fail(100, `${name}: usage: ${name} [-u|-U|-d|-D] [-t MS] SERVICE...`);
  }
  const wish = (["U", "u", "D", "d"] as const).find(letter => options.flags.has(letter)) ?? "u";
  return waitFor(options.rest, wish, Number(options.flags.get("t") ?? 0), undefined);
}

/** `s6-svstat SERVICE`: prints whether a service is up. */
export function svstat(args: string[], name: string): number {
  const [path] = args.filter(arg => !arg.startsWith("-"));
  const service = path === undefined ? undefined : find(readReport(), path);
  if (!service) return fail(1, `${name}: fatal: ${path ?? ""} is not a supervised service`);
  const seconds = Math.max(0, Math.floor(Date.now() / 1000 - service.since));
  const state = service.pid === undefined ? "down" : `up (pid ${service.pid})`;
  print(`${state} ${seconds} seconds${service.state === "ready" ? ", ready" : ""}`);
  return 0;
}

function waitFor(services: string[], wish: Wish, timeout: number, oldPid: number | undefined): number {
  const done = waitForReport(timeout, report =>
    services.every(service => isAs(find(report, service), wish, oldPid)) ? true : undefined,
  );
  return done ? 0 : TIMED_OUT;
}

function isAs(service: ServiceReport | undefined, wish: Wish, oldPid: number | undefined): boolean {
  if (!service) return false;
  if (wish === "d" || wish === "D") return service.pid === undefined;
  const isUp = wish === "U" || wish === "R" ? service.state === "ready" : service.pid !== undefined;
  return isUp && (wish === "u" || wish === "U" || service.pid !== oldPid);
}

function find(report: HealthReport | undefined, path: string): ServiceReport | undefined {
  return report?.services.find(service => service.type === "longrun" && service.name === baseName(path));
}

function baseName(path: string): string {
  return path.replace(/\/+$/, "").split("/").pop() ?? "";
}
