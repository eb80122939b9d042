import { loadEnvironment } from "../env/container-environment.ts";
import { exitStatus } from "../supervise/process.ts";
import type { Routine } from "../supervise/routine.ts";
import type { World } from "./world.ts";

const FOLDER = "/custom-cont-init.d";

/** Runs the user's own scripts in the order of their names; none of them can stop the boot. */
export function* customFiles(world: World): Routine {
  const { files, print } = world;
  const names = (files.list(FOLDER) ?? []).filter(name => !name.startsWith("."));
  if (names.length === 0) {
    print("[custom-init] No custom files found, skipping...");
    return 0;
  }
  print("[custom-init] Files found, executing");
  for (const name of names) {
    const path = `${FOLDER}/${name}`;
    if (files.stat(path)?.kind !== "file" || !files.executable(path)) {
      print(`[custom-init] ${name}: is not an executable file`);
      continue;
    }
    print(`[custom-init] ${name}: executing...`);
    // Without a shebang it is a shell script, as it has always been.
    const hasShebang = /^(#!|\x7fELF)/.test(files.read(path) ?? "");
    const shell = files.executable("/bin/bash") ? "/bin/bash" : "/bin/sh";
    const argv = hasShebang ? [path] : [shell, path];
    const exit = yield { argv, env: loadEnvironment(files) };
    print(`[custom-init] ${name}: exited ${exitStatus(exit)}`);
  }
  return 0;
}
