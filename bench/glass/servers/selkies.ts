import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { output } from "../../command.ts";
import { CACHE } from "../cache.ts";
import { processes, tree } from "../processes.ts";
import { SCREEN } from "../scenes.ts";
import type { RunningServer, Server } from "./server.ts";
import { displayOf, freePort, listens, type Program, startProgram } from "./start.ts";

const VENV = join(CACHE, "selkies");

/**
 * Selkies with pixelflux as PyPI has them, over WebSocket, with its default encoder, before an Xvfb such as its images have. What has no part in the
 * picture (sound, clipboard, gamepads, sign-in) is off.
 */
export const selkies: Server = {
  id: "selkies",
  title: "Selkies",
  needs: { python3: "python3-venv" },
  start,
  async installed() {
    await prepare();
    const packages = await output("du", ["-sb", join(VENV, "lib")]);
    return Number.parseInt(packages, 10) / 1e6;
  },
};

async function start(): Promise<RunningServer> {
  await prepare();
  await using undo = new AsyncDisposableStack();
  const log = join(CACHE, "selkies.log");
  const port = await freePort();
  const screen = ["-screen", "0", `${SCREEN.width}x${SCREEN.height}x24`];
  const flags = ["-nolisten", "tcp", "-noreset", "-ac"];
  const desktop = undo.use(startProgram("Xvfb", ["-displayfd", "3", ...screen, ...flags], log));
  const display = await displayOf(desktop);
  let serving: Program | undefined;
  const startServing = () => {
    // biome-ignore format: one option a line
    const options = [
      "--mode", "websockets", "--encoder", "h264enc", "--addr", "127.0.0.1", "--port", `${port}`, "--use-cpu", "true",
      ...["enable-basic-auth", "audio-enabled", "microphone-enabled", "webcam-enabled", "gamepad-enabled", "enable-clipboard"]
        .flatMap(name => [`--${name}`, "false"]),
    ];
    serving = startProgram(join(VENV, "bin/selkies"), options, log, { DISPLAY: display });
  };
  undo.defer(async () => serving?.[Symbol.asyncDispose]());
  startServing();
  await listens(port, "Selkies");
  const running = undo.move();
  return {
    display,
    port,
    path: "/",
    async processes() {
      const all = await processes();
      const pids = (root: number) => tree(all, root).map(({ pid }) => pid);
      return { serving: pids(serving?.pid ?? 0), display: pids(desktop.pid) };
    },
    async kill() {
      await serving?.[Symbol.asyncDispose]();
      startServing();
    },
    diesWithDesktop: false,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** Makes the venv where there is none. */
async function prepare(): Promise<void> {
  if (existsSync(join(VENV, "bin/selkies"))) {
    return;
  }
  await rm(VENV, { recursive: true, force: true });
  await output("python3", ["-m", "venv", VENV]);
  await output(join(VENV, "bin/pip"), ["install", "--quiet", "selkies", "pixelflux", "pcmflux"]);
}
