import * as sys from "porthole-sys";
import { loadEnvironment } from "../env/container-environment.ts";
import { contenvShebang } from "../env/contenv-shebang.ts";
import { systemFiles } from "./system-files.ts";

const O_RDONLY = 0;
const O_NONBLOCK = 0o4000;
/** As far as the kernel reads a first line (BINPRM_BUF_SIZE). */
const FIRST_LINE = 256;
/** Where the links of this binary lead. */
const OWN = ["/init", "../init", "../../init"];
/** Bytes of environment above which with-contenv itself has to see what fits. */
const SMALL = 100_000;

/**
 * What a script that is to run through with-contenv comes to: its program with the container's environment, without
 * another start of this binary in between. Undefined for everything else, also where an image brings its own with-contenv.
 */
export function throughContenv(argv: readonly string[]): { argv: string[]; env: string[] } | undefined {
  const [script = ""] = argv;
  if (!script.startsWith("/") || !systemFiles.executable(script)) return undefined;
  const found = contenvShebang(beginning(script));
  if (!found) return undefined;
  const target = sys.readlink(found.contenv);
  if (typeof target !== "string" || !OWN.includes(target)) return undefined;
  const env = loadEnvironment(systemFiles);
  const isSmall = env.reduce((sum, entry) => sum + entry.length, 0) < SMALL;
  if (!isSmall || !env.some(entry => entry.startsWith("PATH="))) return undefined;
  return { argv: [found.program, ...argv], env };
}

function beginning(path: string): string {
  const fd = sys.open(path, O_RDONLY | O_NONBLOCK, 0);
  if (fd < 0) return "";
  const bytes = sys.read(fd, FIRST_LINE);
  sys.close(fd);
  return typeof bytes === "string" ? bytes : "";
}
