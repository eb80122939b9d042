import * as sys from "porthole-sys";
import { formatProblem } from "../graph/definition.ts";
import { loadGraph } from "../graph/load.ts";
import { statusTable } from "../health/report.ts";
import { installMods } from "../mods/install-mods.ts";
import { runRoutine } from "../platform/child.ts";
import { execProgram } from "../platform/exec.ts";
import { fail, print, warn } from "../platform/output.ts";
import { systemFiles } from "../platform/system-files.ts";
import { currentWorld } from "../platform/world.ts";
import { configVersions } from "../steps/config-versions.ts";
import { STEPS, serviceCommand } from "../steps/steps.ts";
import { readReport, waitForReport } from "./status-file.ts";

const USAGE = `usage: porthole-init COMMAND
  health [--json]           exit code 0 when everything is ready
  status [--json]           every service, its state, since when, and why
  wait [--timeout SECONDS]  until everything is ready (0), something failed (1) or the time is over (2)
  check [ROOT]              the service definitions below ROOT: 1 where something is wrong
  config-versions FOLDER    confs whose "## Version" differs from that of their .sample
  mods                      download and apply the mods of DOCKER_MODS, as at boot
  step NAME                 one step of the base`;

/** `porthole-init COMMAND`: what people and engines ask of the init. */
export function portholeInit(args: string[]): number {
  const [command, ...rest] = args;
  switch (command) {
    case "health":
      return health(rest.includes("--json"));
    case "status":
      return status(rest.includes("--json"));
    case "wait":
      return wait(rest);
    case "check":
      return checkGraph(rest[0] ?? "/");
    case "step":
      return step(rest[0] ?? "");
    case "config-versions":
      return compareConfigs(rest[0]);
    case "mods":
      return installMods();
    case "service":
      return service(rest);
    default:
      return fail(command === "help" || command === "--help" ? 0 : 2, USAGE);
  }
}

function health(json: boolean): number {
  const report = readReport() ?? { state: "starting", since: Date.now() / 1000, services: [] };
  const reason = "reason" in report && report.reason !== undefined ? `: ${report.reason}` : "";
  print(json ? JSON.stringify(report) : `${report.state}${reason}`);
  return report.state === "ready" ? 0 : 1;
}

function status(json: boolean): number {
  const report = readReport();
  if (!report)
    return fail(1, "The init has not written its status yet; is this container started with /init?");
  print(json ? JSON.stringify(report) : statusTable(report, Date.now()));
  return 0;
}

function wait(args: string[]): number {
  const at = args.indexOf("--timeout");
  const seconds = at < 0 ? 0 : Number(args[at + 1]);
  if (!(seconds >= 0)) return fail(2, USAGE);
  const report = waitForReport(seconds * 1000, now => (now && now.state !== "starting" ? now : undefined));
  if (!report) {
    const waiting = readReport()?.services.filter(service => service.state === "starting") ?? [];
    print(
      `timeout: not ready after ${seconds} s; starting: ${waiting.map(s => s.name).join(", ") || "nothing"}`,
    );
    return 2;
  }
  print(report.reason === undefined ? report.state : `${report.state}: ${report.reason}`);
  return report.state === "ready" ? 0 : 1;
}

function checkGraph(root: string): number {
  const { nodes, problems, leftOut, notes } = loadGraph(systemFiles, root.replace(/\/+$/, ""), true);
  for (const problem of problems) warn(formatProblem(problem));
  for (const note of notes) warn(`note: ${note}`);
  const told = new Set(problems.map(problem => problem.service));
  for (const [name, reason] of leftOut) if (!told.has(name)) warn(`${name}: ${reason}`);
  if (problems.length > 0) return 1;
  print(`${nodes.size} services, no problem found`);
  return 0;
}

function compareConfigs(folder: string | undefined): number {
  if (folder === undefined) return fail(2, USAGE);
  const lines = configVersions(systemFiles, folder);
  if (lines.length > 0) print(lines.join("\n"));
  return 0;
}

function step(name: string): number {
  const routine = STEPS.get(name);
  if (!routine) return fail(2, `The base has no step "${name}".`);
  return runRoutine(routine(currentWorld()));
}

/** As the interpreter of a `run` script, outside the init: becomes the service, or ends where it has nothing to do. */
function service(args: string[]): number {
  const script = args.at(-1) ?? "";
  const name = script.endsWith("/run") ? script.split("/").at(-2) : script;
  const command = serviceCommand(currentWorld(), name ?? "");
  return command ? execProgram("porthole-init", command.argv, sys.environ()) : 0;
}
