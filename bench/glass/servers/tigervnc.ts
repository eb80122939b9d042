import { join } from "node:path";
import { output } from "../../command.ts";
import { CACHE } from "../cache.ts";
import { processes, tree } from "../processes.ts";
import { SCREEN } from "../scenes.ts";
import type { RunningServer, Server } from "./server.ts";
import { displayOf, freePort, listens, type Program, startProgram } from "./start.ts";

/** What of Debian's packages is needed on this machine. */
const PACKAGES = [
  "tigervnc-standalone-server",
  "tigervnc-common",
  "novnc",
  "websockify",
  "python3-websockify",
];

/** TigerVNC, which is its own X server, with noVNC in the page and websockify between them, all as Debian has them. */
export const tigervnc: Server = {
  id: "novnc",
  title: "TigerVNC + noVNC",
  needs: { Xtigervnc: "tigervnc-standalone-server", websockify: "novnc websockify" },
  start,
  async installed() {
    const sizes = await output("dpkg-query", ["-W", "-f", `$\{Installed-Size}\\n`, ...PACKAGES]);
    return (sizes.split("\n").reduce((sum, size) => sum + Number(size), 0) * 1024) / 1e6;
  },
};

async function start(): Promise<RunningServer> {
  await using undo = new AsyncDisposableStack();
  const [rfb, port] = [await freePort(), await freePort()];
  const log = join(CACHE, "novnc.log");
  let desktop: Program | undefined;
  let display = "";
  const startDesktop = async () => {
    const size = `${SCREEN.width}x${SCREEN.height}`;
    const where = display ? [display] : ["-displayfd", "3"];
    const flags = ["-geometry", size, "-depth", "24", "-SecurityTypes", "None", "-localhost"];
    desktop = startProgram("Xtigervnc", [...where, ...flags, "-rfbport", `${rfb}`], log);
    display ||= await displayOf(desktop);
    await listens(rfb, "TigerVNC");
  };
  undo.defer(async () => desktop?.[Symbol.asyncDispose]());
  await startDesktop();
  const proxy = undo.use(
    startProgram("websockify", ["--web", "/usr/share/novnc", `127.0.0.1:${port}`, `127.0.0.1:${rfb}`], log),
  );
  await listens(port, "websockify");
  const running = undo.move();
  return {
    display,
    port,
    path: "/vnc.html?autoconnect=true&resize=off&reconnect=true&reconnect_delay=500",
    async processes() {
      const all = await processes();
      const pids = (root: number) => tree(all, root).map(({ pid }) => pid);
      return { serving: pids(proxy.pid), display: pids(desktop?.pid ?? 0) };
    },
    async kill() {
      await desktop?.[Symbol.asyncDispose]();
      await startDesktop();
    },
    diesWithDesktop: true,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
