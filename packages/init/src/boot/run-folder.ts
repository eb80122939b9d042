import { ENVIRONMENT_FOLDER } from "../env/container-environment.ts";
import type { Files } from "../files/files.ts";
import { LOCKS } from "../supervise/longrun.ts";

/** The exit code the container ends with; a finish script may write its own here. */
export const EXIT_CODE_FILE = "/run/s6-linux-init-container-results/exitcode";
/** One link for each supervised service, as scripts name it to s6-svc. */
export const SERVICE_LINKS = "/run/service";
/** Where scripts find the commands that stop the container. */
const STOP_COMMANDS = "/run/s6/basedir/bin";
const LEFTOVERS = ["/run/s6", "/run/s6-rc", "/run/service", "/run/porthole", "/run/uncaught-logs"];

/** Makes /run as every start needs it; what an earlier start of the same container left is removed. @throws SystemError */
export function prepareRunFolder(files: Files, uid: number): void {
  // Images leave /run open so that any --user can boot; as root it is closed before anything else runs.
  if (uid === 0 && (files.stat("/run")?.mode ?? 0) !== 0o755) files.chmod("/run", 0o755);
  for (const path of LEFTOVERS) files.remove(path);
  for (const path of [ENVIRONMENT_FOLDER, SERVICE_LINKS, LOCKS, folderOf(EXIT_CODE_FILE)]) {
    files.makeFolder(path);
  }
  files.write(EXIT_CODE_FILE, "0\n");
  files.makeFolder(STOP_COMMANDS);
  for (const name of ["halt", "poweroff", "reboot"]) files.link("/init", `${STOP_COMMANDS}/${name}`);
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}
