import { loadEnvironment } from "../env/container-environment.ts";
import { exitStatus } from "../supervise/process.ts";
import type { Routine } from "../supervise/routine.ts";
import type { World } from "./world.ts";

/**
 * Runs every executable file of a folder in the order of their names; 1 where one of them failed.
 *
 * @param limit milliseconds that each may take, 0 for no limit
 */
export function* runFolder(world: World, folder: string, label: string, limit = 0): Routine {
  const { files, warn } = world;
  let failed = 0;
  for (const name of files.list(folder) ?? []) {
    const path = `${folder}/${name}`;
    if (name.startsWith(".") || files.stat(path)?.kind !== "file") continue;
    if (!files.executable(path)) {
      warn(`${label}: ${path} is not executable, skipped`);
      continue;
    }
    const code = exitStatus(yield { argv: [path], env: loadEnvironment(files), limit });
    if (code !== 0) {
      failed = 1;
      warn(`${label}: ${path} ended with exit code ${code}`);
    }
  }
  return failed;
}
