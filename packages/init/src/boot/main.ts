import * as sys from "porthole-sys";
import { CONTROL_FIFO } from "../health/report.ts";
import { Loop } from "../platform/loop.ts";
import { errorText, fail, warn } from "../platform/output.ts";
import { currentWorld } from "../platform/world.ts";
import { Init } from "./init.ts";

const O_RDWR = 2;
const O_NONBLOCK = 0o4000;

/** `/init`: boots the container, keeps its services, ends with its exit code. Returns only where it cannot begin. */
export function initMain(command: readonly string[]): number {
  if (sys.getpid() !== 1) {
    return fail(
      100,
      "init: fatal: can only run as pid 1. Leave out --init (compose: init: true), and do not start it from a shell",
    );
  }
  let init: Init | undefined;
  const loop = new Loop({
    onSignal: signal => init?.onSignal(signal),
    onTurn: () => init?.onTurn(),
    umask: () => init?.umask ?? 0o022,
    environment: () => init?.environment() ?? [],
    onError: error => warn(`[init] (ERROR) internal error: ${errorText(error)}`),
  });
  init = new Init(
    {
      ...currentWorld(),
      host: loop,
      hasChildren: except => loop.hasChildren(except),
      diversion: { divert: name => loop.divert(name), undivert: () => loop.undivert() },
      sync: () => sys.sync(),
      wallClock: () => Date.now(),
      exit: code => sys.exit(code),
    },
    command,
  );
  sys.umask(0o022);
  try {
    init.boot(sys.environ());
  } catch (error) {
    const user = `user ${sys.geteuid()}`;
    warn(`init: fatal: /run cannot be used by ${user}: ${errorText(error)}`);
    return fail(100, "Give the container a writable /run, for instance with --tmpfs /run:exec");
  }
  const booted = init;
  openControl(loop, line => booted.onControl(line));
  loop.run();
  return 0;
}

/** Listens for `s6-svc`; a container without the fifo works all the same. */
function openControl(loop: Loop, onLine: (line: string) => void): void {
  if (sys.mkfifo(CONTROL_FIFO, 0o600) < 0) return;
  // Open for writing too, so that it never reads as ended.
  const fd = sys.open(CONTROL_FIFO, O_RDWR | O_NONBLOCK, 0);
  if (fd < 0) return;
  loop.watch(fd, () => {
    const text = sys.read(fd, 4096);
    if (typeof text === "string") for (const line of text.split("\n")) if (line !== "") onLine(line);
  });
}
