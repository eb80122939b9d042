import type { HealthReport, ServiceReport } from "@porthole/contract";
import { fail, print } from "../platform/output.ts";
import { signalNumber } from "../supervise/signals.ts";
import { sendControl } from "./control-line.ts";
import { readOptions } from "./options.ts";
import { readReport, waitForReport } from "./status-file.ts";

const TIMED_OUT = 99;
/** Letters of s6-svc and what they ask of the init; an empty word asks for nothing. */
const COMMANDS: Record<string, string> = {
  u: "up",
  U: "up",
  d: "down",
  D: "down",
  r: "restart",
  o: "once",
  O: "only-once",
  Q: "only-once",
  // There is no supervisor of its own that could end.
  x: "",
  X: "",
  t: "15",
  k: "9",
  h: "1",
  i: "2",
  q: "3",
  a: "14",
  b: "6",
  1: "10",
  2: "12",
  p: "19",
  c: "18",
  y: "28",
};

type Wish = "u" | "U" | "d" | "D" | "r" | "R";
const WISHES: readonly string[] = ["u", "U", "d", "D", "r", "R"];

/** `s6-svc [-wu|-wU|-wd|-wD|-wr|-wR] [-T MS] [-s SIGNAL] [-uUdDroOQxXtkhiqab12pcy] SERVICE`: commands one service. */
export function svc(args: string[], name: string): number {
  const options = readOptions(args, `w:T:s:${Object.keys(COMMANDS).join("")}`);
  const service = options?.rest[0];
  const wish = options?.flags.get("w");
  const isWish = wish === undefined || WISHES.includes(wish);
  if (!options || service === undefined || options.rest.length > 1 || !isWish) {
    const usage = `${name} [-w u|U|d|D|r|R] [-T MS] [-s SIGNAL] [-uUdDroOQxXtkhiqab12pcy] SERVICE`;
    return fail(100, `${name}: usage: ${usage}`);
  }
  const before = find(readReport(), service);
  if (!before) return fail(111, `${name}: fatal: ${service} is not a supervised service`);
  const actions: string[] = [];
  for (const [flag, value] of options.flags) {
    const action = flag === "s" ? signalNumber(value)?.toString() : (COMMANDS[flag] ?? "");
    if (action === undefined) return fail(100, `${name}: fatal: ${value} is no signal`);
    if (action !== "") actions.push(action);
  }
  const problem = sendControl(...actions.map(action => `svc\t${action}\t${baseName(service)}`));
  if (problem !== undefined) return fail(111, `${name}: fatal: ${problem}`);
  if (wish === undefined) return 0;
  return waitFor([service], wish as Wish, Number(options.flags.get("T") ?? 0), [before.pid]);
}

/** `s6-svwait [-u|-U|-d|-D|-r|-R] [-a|-o] [-t MS] SERVICE...`: waits until all services, with -o one, are as asked. */
export function svwait(args: string[], name: string): number {
  const options = readOptions(args, "uUdDrRaot:");
  if (!options || options.rest.length === 0) {
    return fail(100, `${name}: usage: ${name} [-u|-U|-d|-D|-r|-R] [-a|-o] [-t MS] SERVICE...`);
  }
  const report = readReport();
  const before = options.rest.map(service => find(report, service)?.pid);
  const wish = (["U", "u", "D", "d", "R", "r"] as const).find(letter => options.flags.has(letter)) ?? "u";
  const timeout = Number(options.flags.get("t") ?? 0);
  return waitFor(options.rest, wish, timeout, before, options.flags.has("o"));
}

/** `s6-svok SERVICE`: 0 where the service is supervised. */
export function svok(args: string[], name: string): number {
  const [service] = args;
  if (service === undefined || args.length > 1) return fail(100, `${name}: usage: ${name} SERVICE`);
  return find(readReport(), service) ? 0 : 1;
}

/** `s6-svstat [-uwrpt] [-o FIELD,...] SERVICE`: prints whether a service is up, or the fields asked for. */
export function svstat(args: string[], name: string): number {
  const options = readOptions(args, "uwrpto:");
  const path = options?.rest[0];
  if (!options || path === undefined)
    return fail(100, `${name}: usage: ${name} [-uwrpt] [-o FIELD,...] SERVICE`);
  const service = find(readReport(), path);
  if (!service) return fail(1, `${name}: fatal: ${path} is not a supervised service`);
  const seconds = Math.max(0, Math.floor(Date.now() / 1000 - service.since));
  const letters: Record<string, string> = { u: "up", w: "wantedup", r: "ready", p: "pid", t: "updownfor" };
  const asked = [...options.flags].flatMap(([flag, value]) =>
    flag === "o" ? value.split(",") : [letters[flag]],
  );
  if (asked.length > 0) {
    const fields: Record<string, string> = {
      up: `${service.pid !== undefined}`,
      wantedup: `${service.state !== "down" && service.state !== "stopping"}`,
      ready: `${service.state === "ready"}`,
      pid: `${service.pid ?? -1}`,
      updownfor: `${seconds}`,
      updownsince: `${Math.floor(service.since)}`,
    };
    const values = asked.map(field => fields[field ?? ""]);
    const unknown = asked.find(field => fields[field ?? ""] === undefined);
    if (unknown !== undefined) return fail(100, `${name}: fatal: there is no field ${unknown}`);
    print(values.join(" "));
    return 0;
  }
  const state = service.pid === undefined ? "down" : `up (pid ${service.pid})`;
  print(`${state} ${seconds} seconds${service.state === "ready" ? ", ready" : ""}`);
  return 0;
}

function waitFor(
  services: string[],
  wish: Wish,
  timeout: number,
  oldPids: (number | undefined)[],
  one = false,
): number {
  const done = waitForReport(timeout, report => {
    const answers = services.map((service, index) => isAs(find(report, service), wish, oldPids[index]));
    return (one ? answers.some(Boolean) : answers.every(Boolean)) ? true : undefined;
  });
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
