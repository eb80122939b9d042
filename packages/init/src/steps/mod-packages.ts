import { loadEnvironment, readVariable } from "../env/container-environment.ts";
import { splitWords } from "../env/settings.ts";
import type { Files } from "../files/files.ts";
import { exitStatus } from "../supervise/process.ts";
import type { Routine } from "../supervise/routine.ts";
import type { World } from "./world.ts";

const PACKAGES = "/mod-repo-packages-to-install.list";
const PIP_PACKAGES = "/mod-pip-packages-to-install.list";
const VENV = "/lsiopy";

/** Installs what the mods asked for, all of it in one call of each installer. A failure is told and stops nothing. */
export function* modPackages(world: World): Routine {
  const { files, print } = world;
  const packages = wanted(files, PACKAGES);
  const pip = wanted(files, PIP_PACKAGES);
  if (packages.length === 0 && pip.length === 0) return 0;
  for (const list of [PACKAGES, PIP_PACKAGES]) files.remove(list);
  const needsVenv = pip.length > 0 && !files.executable(`${VENV}/bin/python3`);
  const all = needsVenv ? [...packages, venvPackage(files)] : packages;
  const commands = installCommands(files, all);
  if (commands === undefined) {
    const what = "no apt-get, apk, pacman or dnf is in this image; not installed:";
    print(`[pkg-install-init] (ERROR) ${what} ${all.join(" ")}`);
  }
  if (commands !== undefined && commands.length > 0)
    print("[pkg-install-init] **** Installing all mod packages ****");
  yield* runAll(world, commands ?? []);
  if (pip.length === 0) return 0;
  print("[pkg-install-init] **** Installing all pip packages ****");
  if (needsVenv) {
    print("[pkg-install-init] **** Creating venv ****");
    yield* runAll(world, [["python3", "-m", "venv", VENV]]);
  }
  const install = [
    `${VENV}/bin/python3`,
    "-m",
    "pip",
    "install",
    "--no-cache-dir",
    "--disable-pip-version-check",
  ];
  yield* runAll(world, [[...install, "--upgrade", ...pip]]);
  return 0;
}

function* runAll(world: World, commands: readonly string[][]): Routine {
  for (const argv of commands) {
    if (readVariable(world.files, "DOCKER_MODS_DEBUG")?.toLowerCase() === "true") {
      world.print(`[pkg-install-init] (DEBUG) ${argv.join(" ")}`);
    }
    const env = [...loadEnvironment(world.files), "DEBIAN_FRONTEND=noninteractive"];
    const status = exitStatus(yield { argv, env });
    if (status === 0) continue;
    world.print(`[pkg-install-init] (ERROR) ${argv.join(" ")} ended with exit code ${status}`);
    return status;
  }
  return 0;
}

function wanted(files: Files, list: string): string[] {
  return [...new Set(splitWords(files.read(list)))];
}

/** The calls that install packages with the manager the image has; none where all are there, undefined without a manager. */
function installCommands(files: Files, packages: readonly string[]): string[][] | undefined {
  if (packages.length === 0) return [];
  if (files.executable("/usr/bin/apt-get")) {
    const status = files.read("/var/lib/dpkg/status") ?? "";
    const missing = packages.filter(
      name => !status.includes(`Package: ${name}\nStatus: install ok installed\n`),
    );
    if (missing.length === 0) return [];
    const get = ["apt-get", "-o", "Acquire::http::Timeout=10", "-o", "Acquire::Retries=1"];
    return [
      [...get, "update"],
      [...get, "install", "-y", "--no-install-recommends", ...missing],
    ];
  }
  if (files.executable("/sbin/apk")) return [["apk", "add", "--no-cache", ...packages]];
  if (files.executable("/usr/bin/pacman")) return [["pacman", "-Sy", "--noconfirm", "--needed", ...packages]];
  if (files.executable("/usr/bin/dnf")) {
    return [["dnf", "install", "-y", "--setopt=install_weak_deps=False", ...packages]];
  }
  return undefined;
}

function venvPackage(files: Files): string {
  return files.executable("/usr/bin/apt-get") ? "python3-venv" : "python3";
}
