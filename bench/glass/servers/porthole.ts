import { rm } from "node:fs/promises";
import { ensureImage, loadCatalog } from "@porthole/builder";
import { connectEngine } from "@porthole/engine";
import type { Page } from "playwright-core";
import { openSection } from "../../../tests/support/panel.ts";
import { waitFor } from "../../../tests/support/wait.ts";
import { output, ROOT } from "../../command.ts";
import { serverSize } from "../../server-size.ts";
import { joinOwnGroup, processes, tree } from "../processes.ts";
import type { LatencyWatch, RunningServer, Server } from "./server.ts";
import { freeDisplay, freePort } from "./start.ts";

/** Porthole's `desktop` image as it is built from this checkout, on the machine's own network so that nothing lies between it and the browser. */
export const porthole: Server = {
  id: "porthole",
  title: "Porthole",
  needs: { docker: "docker.io" },
  start: () => startPorthole(),
  startFullColour: () => startPorthole(["SELKIES_H264_FULLCOLOR=true"]),
  installed: async () => serverSize(await ensureDesktop()),
};

/** Starts it with these settings, as `NAME=value`; `container` is the engine's name for it. */
export async function startPorthole(
  settings: readonly string[] = [],
): Promise<RunningServer & { container: string }> {
  const image = await ensureDesktop();
  const [port, tlsPort] = [await freePort(), await freePort()];
  const display = `:${freeDisplay()}`;
  const env = [...settings, `DISPLAY=${display}`, `CUSTOM_PORT=${port}`, `CUSTOM_HTTPS_PORT=${tlsPort}`];
  // biome-ignore format: one option a word
  const container = (await output("docker", ["run", "-d", "--network", "host", "--shm-size", "256m", "-v", "/tmp/.X11-unix:/tmp/.X11-unix", ...env.flatMap(line => ["-e", line]), image])).trim();
  const remove = async () => {
    await output("docker", ["rm", "-f", "-v", container]);
    // The X server was killed with its container.
    await rm(`/tmp/.X11-unix/X${display.slice(1)}`, { force: true });
  };
  try {
    await waitFor(
      "Porthole's desktop",
      async () =>
        (await output("sh", ["-c", `docker logs ${container} 2>&1`])).includes("[ls.io-init] done."),
      60_000,
    );
    const init = Number(await output("docker", ["inspect", "-f", "{{.State.Pid}}", container]));
    // The engine has started it in a group of its own; the peers are in the bench's.
    await joinOwnGroup(tree(await processes(), init).map(({ pid }) => pid));
    const found = async () => {
      const all = tree(await processes(), init);
      const running = (program: string) =>
        all.filter(({ command }) => command.startsWith(program)).map(({ pid }) => pid);
      return { serving: running("/usr/lib/porthole/node"), display: running("/usr/lib/xorg/Xorg") };
    };
    return {
      container,
      display,
      port,
      path: "/",
      processes: found,
      async kill() {
        for (const pid of (await found()).serving) {
          process.kill(pid, "SIGKILL");
        }
      },
      diesWithDesktop: false,
      watchLatency,
      [Symbol.asyncDispose]: remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Opens the statistics of the page until disposed. */
async function watchLatency(page: Page): Promise<LatencyWatch> {
  await openSection(page, "statistics");
  return {
    read: async () => Number(await page.getAttribute("[data-figure=latency]", "data-value")),
    [Symbol.asyncDispose]: () => page.locator("#show-panel").dispatchEvent("click"),
  };
}

async function ensureDesktop(): Promise<string> {
  const { tag } = await ensureImage(await connectEngine(), ROOT, await loadCatalog(ROOT), "desktop");
  return tag;
}
