import { etcFolder } from "../env/profile.ts";
import type { World } from "./world.ts";

const FOLDER = "/custom-services.d";
const PREFIX = "custom-svc-";
const BOX = "╔═════════════════════════════════════════════════════════════════════════════╗";

/** Makes a supervised service of every file in /custom-services.d. Runs before the graph is read. */
export function installCustomServices(world: World): void {
  const { files, print } = world;
  if (!files.list(FOLDER) && !files.list("/custom-cont-init.d")) return;
  for (const folder of ["/custom-cont-init.d", FOLDER]) warnOfTampering(world, folder);
  removeOld(world);
  const definitions = definitionsFolder(world);
  const names = (files.list(FOLDER) ?? []).filter(name => !name.startsWith("."));
  if (names.length === 0) {
    print("[custom-init] No custom services found, skipping...");
    return;
  }
  print("[custom-init] Service files found in /custom-services.d");
  for (const name of names) {
    const script =
      files.stat(`${FOLDER}/${name}`)?.kind === "file" ? files.read(`${FOLDER}/${name}`) : undefined;
    if (script === undefined) {
      print(`[custom-init] ${name}: is not a file`);
      continue;
    }
    print(`[custom-init] ${name}: service detected, copying...`);
    const folder = `${definitions}/${PREFIX}${name}`;
    files.makeFolder(`${folder}/dependencies.d`);
    files.makeFolder(`${definitions}/user/contents.d`);
    files.write(`${folder}/type`, "longrun\n");
    files.write(`${folder}/dependencies.d/init-services`, "");
    files.write(`${folder}/run`, script, 0o755);
    files.chmod(`${folder}/run`, 0o755);
    files.write(`${definitions}/user/contents.d/${PREFIX}${name}`, "");
    print(`[custom-init] ${name}: copied`);
  }
}

function definitionsFolder(world: World): string {
  return `${etcFolder(world.files)}/s6-overlay/s6-rc.d`;
}

function removeOld(world: World): void {
  const { files, print } = world;
  const definitions = definitionsFolder(world);
  const old = (files.list(definitions) ?? []).filter(name => name.startsWith(PREFIX));
  if (old.length > 0) print("[custom-init] removing existing custom services...");
  for (const name of old) {
    files.remove(`${definitions}/${name}`);
    files.remove(`${definitions}/user/contents.d/${name}`);
  }
}

function warnOfTampering(world: World, folder: string): void {
  const entries = (world.files.list(folder) ?? []).flatMap(
    name => world.files.stat(`${folder}/${name}`) ?? [],
  );
  const complaint = entries.some(entry => entry.uid !== 0)
    ? "are not owned by root, which is a security risk"
    : entries.some(entry => (entry.mode & 0o002) !== 0)
      ? "have write permissions for others, which is a security risk"
      : undefined;
  if (complaint === undefined) return;
  const lines = [`Some of the contents of the folder ${folder}`, `${complaint}.`];
  world.print([BOX, ...lines.map(boxed), BOX.replace("╔", "╚").replace("╗", "╝")].join("\n"));
}

function boxed(line: string): string {
  return `║ ${line.padEnd(BOX.length - 4)} ║`;
}
