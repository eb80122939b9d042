import { etcFolder } from "../env/profile.ts";
import { readSecretFiles } from "../env/secret-files.ts";
import { readMilliseconds } from "../env/settings.ts";
import type { Command } from "../supervise/process.ts";
import { addUser } from "./adduser.ts";
import { crontabs, hasCrontab } from "./crontabs.ts";
import { customFiles } from "./custom-files.ts";
import { devicePermissions } from "./device-perms.ts";
import { fixAttributes } from "./fix-attributes.ts";
import { runFolder } from "./legacy.ts";
import { migrations } from "./migrations.ts";
import { modPackages } from "./mod-packages.ts";
import { isRestricted, type Step, type World } from "./world.ts";

/** A step that exists for the order alone. */
// biome-ignore lint/correctness/useYield: a routine that needs no program
const marker: Step = function* () {
  return 0;
};

/** The steps of the base by the names that others depend on. */
export const STEPS: ReadonlyMap<string, Step> = new Map<string, Step>([
  ["init-envfile", marker],
  ["init-migrations", migrations],
  ["init-adduser", addUser],
  ["init-device-perms", devicePermissions],
  ["init-os-end", marker],
  ["init-config", marker],
  ["init-crontab-config", crontabs],
  ["init-config-end", marker],
  ["init-mods", marker],
  ["init-mods-package-install", modPackages],
  ["init-mods-end", marker],
  ["init-custom-files", customFiles],
  ["init-services", marker],
  ["fix-attrs", fixAttributes],
  ["legacy-cont-init", contInit],
  ["cont-finish", contFinish],
  ["legacy-services", marker],
  ["ci-service-check", serviceCheck],
]);

/** What a service of the base runs, or undefined where it has nothing to do. */
export function serviceCommand(world: World, service: string): Command | undefined {
  if (service !== "svc-cron" || isRestricted(world) || !hasCrontab(world)) return undefined;
  const busybox = ["/usr/sbin/crond", "/sbin/crond"].find(path => world.files.executable(path));
  if (world.files.executable("/usr/sbin/cron")) return { argv: ["/usr/sbin/cron", "-f", "-L", "5"] };
  if (busybox !== undefined) return { argv: [busybox, "-f", "-S", "-l", "5"] };
  world.print("**** cron not found ****");
  return undefined;
}

/** Prints the lines of {@link readSecretFiles}. Runs before anything else, see the boot. */
export function envFile(world: World): void {
  for (const line of readSecretFiles(world.files)) world.print(line);
}

/** Failures are told but stop nothing, as they always have. */
function* contInit(world: World) {
  yield* runFolder(world, `${etcFolder(world.files)}/cont-init.d`, "cont-init");
  return 0;
}

function* contFinish(world: World) {
  const limit = readMilliseconds(world.files, "S6_KILL_FINISH_MAXTIME", 0);
  yield* runFolder(world, `${etcFolder(world.files)}/cont-finish.d`, "cont-finish", limit);
  return 0;
}

// biome-ignore lint/correctness/useYield: a routine that needs no program
function* serviceCheck(world: World) {
  world.print("[ls.io-init] done.");
  return 0;
}
