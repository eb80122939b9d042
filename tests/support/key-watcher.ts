import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { type Observer, observerImage } from "./observer.ts";
import { waitFor } from "./wait.ts";

/** A key as an application was told of it: what its toolkit looked up, and the modifiers that were down. */
export type WatchedKey = { down: boolean; keysym: number; state: number };

/** A window that has the keyboard and writes down what it is told of it. */
export type KeyWatcher = AsyncDisposable & {
  keys: WatchedKey[];
  /** Gives it the keyboard again, in case another window took it, and forgets what it was told. */
  begin(): Promise<void>;
};

const TITLE = "key watcher";

/** A running container whose display is looked at. */
type Watched = { container: string; observer: Observer };

/** Puts a window of X's own `xev` in front of everything in a running container. */
export async function watchKeys({ container, observer }: Watched): Promise<KeyWatcher> {
  const image = await observerImage();
  // biome-ignore format: one option a word
  const options = ["run", "--rm", "-i", "--init", "--network", `container:${container}`, "--entrypoint", "/usr/bin/stdbuf", "-e", "DISPLAY=:1", image, "-oL", "xev", "-name", TITLE, "-event", "keyboard"];
  const child = spawn("docker", options, { stdio: ["pipe", "pipe", "ignore"] });
  const gone = new Promise(resolve => child.once("close", resolve));
  const keys: WatchedKey[] = [];
  let event: "KeyPress" | "KeyRelease" | undefined;
  createInterface({ input: child.stdout }).on("line", line => {
    const name = /^(\w+) event/.exec(line)?.[1];
    if (name !== undefined) {
      event = name === "KeyPress" || name === "KeyRelease" ? name : undefined;
    }
    const [, state, keysym] = /state (0x[0-9a-f]+), keycode \d+ \(keysym (0x[0-9a-f]+)/.exec(line) ?? [];
    if (state !== undefined && keysym !== undefined && event) {
      keys.push({ down: event === "KeyPress", keysym: Number(keysym), state: Number(state) });
    }
  });
  return {
    keys,
    async begin() {
      await waitFor("the key watcher to have the keyboard", async () => {
        const found = await observer.run(`xdotool search --name '${TITLE}' windowactivate || true`);
        const active = await observer.run("xdotool getactivewindow getwindowname || true");
        return found === "" && active === TITLE;
      });
      // Xlib reads the layout at a program's first key, and misses what changes between that and its asking to be told of changes.
      await observer.run("xdotool key Shift_L");
      await waitFor("a first key", () => keys.some(({ down }) => !down));
      keys.length = 0;
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await gone;
    },
  };
}
