import * as sys from "porthole-sys";
import type { World } from "../steps/world.ts";
import { print, warn } from "./output.ts";
import { systemFiles } from "./system-files.ts";

/** ST_RDONLY of statvfs(3). */
const READ_ONLY = 1;

/** The container as this process sees it. */
export function currentWorld(): World {
  const flags = sys.mountflags("/");
  return {
    files: systemFiles,
    print,
    warn,
    uid: sys.geteuid(),
    gid: sys.getegid(),
    readOnly: flags >= 0 && (flags & READ_ONLY) !== 0,
  };
}
