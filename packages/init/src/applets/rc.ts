import type { HealthReport, ServiceReport } from "@porthole/contract";
import * as sys from "porthole-sys";
import { type LoadedGraph, loadGraph } from "../graph/load.ts";
import { replyFile } from "../health/report.ts";
import { fail, print } from "../platform/output.ts";
import { systemFiles } from "../platform/system-files.ts";
import { sendControl } from "./control-line.ts";
import { readOptions } from "./options.ts";
import { readReport, waitForReport } from "./status-file.ts";

const USAGE = "[-u|-d|-D] [-a] [-p] [-n MS] [-t MS] change|start|stop|list|listall|diff NAME...";
const FAILED = 1;
const TIMED_OUT = 2;
const UNKNOWN = 3;

/**
 * `s6-rc [-u|-d|-D] [-a] [-p] [-n MS] [-t MS] change|start|stop|list|listall|diff NAME...`: brings services and bundles
 * up or down, or lists them. `-a` adds all that are up; `list` with `-d` turns the choice round. `-p` brings down what
 * is not needed by the choice; `-n` only says what would be done.
 */
export function rc(args: string[], name: string): number {
  const options = readOptions(args, "v:l:t:bn:audDp");
  const [command, ...names] = options?.rest ?? [];
  if (!options || command === undefined) return fail(100, `${name}: usage: ${name} ${USAGE}`);
  const { flags } = options;
  const report = readReport();
  if (!report) return fail(111, `${name}: fatal: the init has not written its status yet`);
  const active = report.services.filter(isUp).map(service => service.name);
  const chosen = flags.has("a") ? [...names, ...active] : names;
  const goesDown = flags.has("d") || flags.has("D");
  if (["change", "start", "stop"].includes(command)) {
    const down = command === "stop" || (command === "change" && goesDown);
    return changeAll({ label: name, down, force: flags.has("D"), chosen, active, flags });
  }
  switch (command) {
    case "list":
    case "listall":
      return list(name, report, chosen, command === "listall", goesDown);
    case "diff":
      // There is one record of what is up, so nothing can differ from it.
      return 0;
    default:
      return fail(100, `${name}: usage: ${name} ${USAGE}`);
  }
}

function list(label: string, report: HealthReport, chosen: string[], all: boolean, others: boolean): number {
  const graph = loadGraph(systemFiles, "", true);
  const unknown = chosen.find(name => !graph.nodes.has(name) && !graph.bundles.has(name));
  if (unknown !== undefined && !report.services.some(service => service.name === unknown)) {
    return fail(UNKNOWN, `${label}: fatal: unknown service name ${unknown}`);
  }
  const names = new Set(chosen.flatMap(name => graph.bundles.get(name) ?? [name]));
  if (all) addRelated(names, graph, others);
  const listed = others && !all ? [...graph.nodes.keys()].filter(name => !names.has(name)) : [...names];
  if (listed.length > 0) print(listed.join("\n"));
  return 0;
}

/** Adds what the services depend on, or with `dependents` what depends on them. */
function addRelated(names: Set<string>, { nodes }: LoadedGraph, dependents: boolean): void {
  // A set that grows is walked to its new end.
  for (const name of names) {
    if (!dependents) for (const before of nodes.get(name)?.after ?? []) names.add(before);
    else for (const [other, node] of nodes) if (node.after.includes(name)) names.add(other);
  }
}

type Wish = {
  label: string;
  down: boolean;
  force: boolean;
  chosen: string[];
  active: string[];
  flags: ReadonlyMap<string, string>;
};

function changeAll({ label, down, force, chosen, active, flags }: Wish): number {
  const graph = flags.has("p") || flags.has("n") ? loadGraph(systemFiles, "", true) : undefined;
  const names = new Set(chosen.flatMap(name => graph?.bundles.get(name) ?? [name]));
  if (graph) addRelated(names, graph, down);
  if (flags.has("p") && down) return fail(100, `${label}: fatal: -p goes with -u alone`);
  const others = flags.has("p") ? active.filter(name => !names.has(name)) : [];
  const wayDown = force ? "DOWN" : "down";
  if (flags.has("n")) {
    const unknown = chosen.find(name => !graph?.nodes.has(name) && !graph?.bundles.has(name));
    if (unknown !== undefined) return fail(UNKNOWN, `${label}: fatal: unknown service name ${unknown}`);
    const wanted = [...names].filter(name => active.includes(name) === down);
    for (const name of others) print(`${label}: would bring down ${name}`);
    for (const name of wanted) print(`${label}: would bring ${down ? "down" : "up"} ${name}`);
    return 0;
  }
  const stopped = change(label, wayDown, others, flags.get("t"));
  if (stopped !== 0) return stopped;
  return change(label, down ? wayDown : "up", chosen, flags.get("t"));
}

function change(
  label: string,
  direction: "up" | "down" | "DOWN",
  names: string[],
  limit: string | undefined,
): number {
  if (names.length === 0) return 0;
  const file = replyFile(`${sys.getpid()}`);
  systemFiles.remove(file);
  const problem = sendControl(["rc", direction, `${sys.getpid()}`, ...names].join("\t"));
  if (problem !== undefined) return fail(111, `${label}: fatal: ${problem}`);
  const reply = waitForReport(Number(limit ?? 0), () => systemFiles.read(file));
  if (reply === undefined) return fail(TIMED_OUT, `${label}: fatal: timed out`);
  systemFiles.remove(file);
  if (reply === "ok\n") return 0;
  const code = reply.startsWith("unknown") ? UNKNOWN : FAILED;
  return fail(code, `${label}: ${code === UNKNOWN ? "fatal" : "warning"}: ${reply.trimEnd()}`);
}

function isUp(service: ServiceReport): boolean {
  return service.state === "up" || service.state === "ready";
}
