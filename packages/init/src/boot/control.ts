import type { Files } from "../files/files.ts";
import { loadGraph } from "../graph/load.ts";
import type { Node } from "../graph/resolve.ts";
import { replyFile } from "../health/report.ts";
import type { Keeper } from "../supervise/keeper.ts";

/**
 * Does what a line of the control fifo says; other lines are ignored. Fields stand between tabs:
 *
 * - `svc ACTION NAME`, where the action is up, down, restart, once, only-once or a signal's number
 * - `rc up|down|DOWN ID NAME...`: what came of it goes to the reply file of ID, `ok` or the reason why not; DOWN stops
 *   essential services too
 */
export function control(line: string, keeper: Keeper, files: Files): void {
  const [kind, action = "", ...rest] = line.split("\t");
  if (kind === "svc") controlService(action, rest[0] ?? "", keeper);
  if (kind === "rc") changeServices(action, rest, keeper, files);
}

function controlService(action: string, name: string, keeper: Keeper): void {
  const service = keeper.longrun(name);
  if (!service) return;
  if (action === "up") service.start();
  else if (action === "down") service.stop();
  else if (action === "restart") service.restart();
  else if (action === "once") service.start(true);
  else if (action === "only-once") service.runOut();
  else if (/^\d+$/.test(action)) service.signal(Number(action));
}

function changeServices(action: string, [id = "", ...asked]: string[], keeper: Keeper, files: Files): void {
  if (!/^\d+$/.test(id)) return;
  const reply = (problem: string | undefined) => files.replace(replyFile(id), `${problem ?? "ok"}\n`, 0o600);
  const isKnown = asked.every(name => keeper.has(name));
  // A bundle, or a service that was not to be started until now: only then are the definitions read again.
  const graph = isKnown ? undefined : loadGraph(files, "", true);
  const names = asked.flatMap(name => graph?.bundles.get(name) ?? [name]);
  const missing = names.find(name => !keeper.has(name) && !graph?.nodes.has(name));
  if (missing !== undefined) {
    reply(graph?.leftOut.get(missing) ?? `unknown service name ${missing}`);
    return;
  }
  const nodes = closure(names, graph?.nodes ?? new Map());
  keeper.change(action === "up" ? "up" : "down", names, { nodes, force: action === "DOWN", onEnd: reply });
}

/** The services of those names with all they depend on. */
function closure(names: readonly string[], nodes: ReadonlyMap<string, Node>): Map<string, Node> {
  const found = new Map<string, Node>();
  const queue = [...names];
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    const node = nodes.get(name);
    if (!node || found.has(name)) continue;
    found.set(name, node);
    queue.push(...node.after);
  }
  return found;
}
