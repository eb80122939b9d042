import type { Files } from "../files/files.ts";
import { readVariable } from "./container-environment.ts";

const DEFAULT = "/etc";

/**
 * The folder that holds `s6-overlay`, `cont-init.d`, `services.d` and the like: /etc, or with S6_RUNTIME_PROFILE=NAME
 * /etc/cont-profile.d/NAME. A profile that is not there counts as none.
 */
export function etcFolder(files: Files): string {
  const profile = readVariable(files, "S6_RUNTIME_PROFILE");
  const folder = `${DEFAULT}/cont-profile.d/${profile}`;
  return profile !== undefined && files.stat(folder)?.kind === "directory" ? folder : DEFAULT;
}

/** The folder of the bundles `user` and `user2` beside those in the definitions: S6_RUNTIME_BUNDLEDIR, or that of the profile. */
export function bundleFolder(files: Files): string {
  const folder = readVariable(files, "S6_RUNTIME_BUNDLEDIR");
  if (folder !== undefined && files.stat(folder)?.kind === "directory") return folder.replace(/\/+$/, "");
  return `${etcFolder(files)}/s6-overlay/user-bundles.d`;
}

/** What is wrong with S6_RUNTIME_BUNDLEDIR, or undefined. */
export function bundleFolderProblem(files: Files): string | undefined {
  const folder = readVariable(files, "S6_RUNTIME_BUNDLEDIR");
  if (folder === undefined || files.stat(folder)?.kind === "directory") return undefined;
  return `there is no folder ${folder} (S6_RUNTIME_BUNDLEDIR); the bundles of ${bundleFolder(files)} are started`;
}

/** What is wrong with S6_RUNTIME_PROFILE, or undefined. */
export function profileProblem(files: Files): string | undefined {
  const profile = readVariable(files, "S6_RUNTIME_PROFILE");
  if (profile === undefined || etcFolder(files) !== DEFAULT) return undefined;
  return `there is no profile /etc/cont-profile.d/${profile} (S6_RUNTIME_PROFILE); the services of /etc are started`;
}
