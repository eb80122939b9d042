import { observerImage } from "./observer.ts";
import { capture } from "./shell.ts";
import { waitFor } from "./wait.ts";

/** A screen and a keyboard of somebody's own, with a window manager that takes its shortcuts: what a browser with a window stands on. */
export type Desk = AsyncDisposable & {
  /** Its X display. */
  display: string;
  /** Does what `xdotool` does with these words: keys are pressed as a keyboard would. */
  xdotool(...words: string[]): Promise<string>;
};

/** Port of the first X display; display N has the port N above it. */
const FIRST_PORT = 6000;

/** Starts one, in a container. */
export async function startDesk(): Promise<Desk> {
  const screen = "Xvfb :0 -screen 0 1280x800x24 -listen tcp -ac -noreset";
  const start = `${screen} & until xdpyinfo -display :0 >/dev/null 2>&1; do sleep 0.05; done; exec openbox`;
  // biome-ignore format: one option a word
  const container = await capture("docker", "run", "-d", "--init", "-p", `127.0.0.1::${FIRST_PORT}`, "-e", "DISPLAY=:0", "--entrypoint", "/bin/sh", await observerImage(), "-c", start);
  const inside = (...words: string[]) => capture("docker", "exec", container, ...words);
  try {
    const port = Number((await capture("docker", "port", container, String(FIRST_PORT))).split(":").at(-1));
    await waitFor("the window manager", async () =>
      (await inside("sh", "-c", "xprop -root _NET_SUPPORTING_WM_CHECK || true")).includes("window id"),
    );
    return {
      display: `127.0.0.1:${port - FIRST_PORT}`,
      xdotool: (...words) => inside("xdotool", ...words),
      async [Symbol.asyncDispose]() {
        await capture("docker", "rm", "-f", "-v", container);
      },
    };
  } catch (error) {
    await capture("docker", "rm", "-f", "-v", container);
    throw error;
  }
}
