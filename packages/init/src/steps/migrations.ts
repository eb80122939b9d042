import { loadEnvironment } from "../env/container-environment.ts";
import { exitStatus } from "../supervise/process.ts";
import type { Routine } from "../supervise/routine.ts";
import type { World } from "./world.ts";

const FOLDER = "/migrations";
const HISTORY = "/config/.migrations";

/** Runs each program in /migrations once in the life of /config, in the order of the numbers in front of their names. */
export function* migrations(world: World): Routine {
  const { files, print } = world;
  print("[migrations] started");
  const names = files.list(FOLDER);
  if (!names || names.length === 0) {
    print("[migrations] no migrations found");
    return 0;
  }
  for (const name of names.sort(byLeadingNumber)) {
    const history = (files.read(HISTORY) ?? "").split("\n");
    if (history.includes(name)) {
      print(`[migrations] ${name}: skipped`);
      continue;
    }
    print(`[migrations] ${name}: executing...`);
    const code = exitStatus(yield { argv: [`${FOLDER}/${name}`], env: loadEnvironment(files) });
    if (code !== 0) {
      print(`[migrations] ${name}: failed with exit code ${code}, contact support`);
      return code;
    }
    files.append(HISTORY, `${name}\n`);
    print(`[migrations] ${name}: succeeded`);
  }
  print("[migrations] done");
  return 0;
}

/** The order of `sort -n`: by leading number, names without one first, then by name. */
function byLeadingNumber(a: string, b: string): number {
  const difference = (Number.parseInt(a, 10) || 0) - (Number.parseInt(b, 10) || 0);
  if (difference !== 0) return difference;
  return a < b ? -1 : 1;
}
