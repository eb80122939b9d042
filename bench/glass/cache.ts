import { homedir } from "node:os";
import { join } from "node:path";

/** Keeps what is expensive to make: the pictures, Selkies' venv. Logs of the peers lie there too. */
export const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "porthole-bench");
