import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { observerImage } from "./observer.ts";
import { waitFor } from "./wait.ts";

/** What XInput tells an application of all devices, as X's own `xinput test-xi2` writes it. */
export type DeviceWatcher = AsyncDisposable & {
  lines: string[];
  /** How many events of this name there were. */
  count(event: string): number;
};

/**
 * Watches the devices of a running container's display from now on.
 *
 * @param moveMouse moves the mouse to another place at each turn, so that it shows when the watcher hears
 */
export async function watchDevices(
  container: string,
  moveMouse: (turn: number) => unknown,
): Promise<DeviceWatcher> {
  // biome-ignore format: one option a word
  const options = ["run", "--rm", "--init", "--network", `container:${container}`, "--entrypoint", "/usr/bin/stdbuf", "-e", "DISPLAY=:1", await observerImage(), "-oL", "xinput", "test-xi2", "--root"];
  const child = spawn("docker", options, { stdio: ["ignore", "pipe", "ignore"] });
  const gone = new Promise(resolve => child.once("close", resolve));
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on("line", line => lines.push(line.trim()));
  let turn = 0;
  await waitFor("the watcher", async () => {
    await moveMouse(turn++);
    return lines.some(line => line.includes("Motion"));
  });
  return {
    lines,
    count: event => lines.filter(line => line.includes(`(${event})`)).length,
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await gone;
    },
  };
}
