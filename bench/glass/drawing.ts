import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { FromDrawer, ToDrawer } from "./draw.ts";
import type { Picture } from "./picture.ts";
import { SCREEN, type Scene } from "./scenes.ts";
import type { Sighting } from "./statistics.ts";

/** A scene on a display. Disposing takes it off. */
export type Drawing = AsyncDisposable & {
  /** Starts its movement. */
  go(): void;
  /** Ends its movement; it stays as it is. @returns what was drawn when */
  stop(): Promise<readonly Sighting[]>;
  /** What the desktop shows, asked from inside. */
  grab(): Promise<Picture>;
};

/** Puts a scene on a display, not moving yet. @throws Error where there is no such display */
export async function drawScene(display: string, scene: Scene, pictures: string): Promise<Drawing> {
  const child = fork(join(import.meta.dirname, "draw.ts"), [display, scene, pictures], {
    serialization: "advanced",
  });
  const gone = once(child, "exit");
  await answer(child, "ready");
  return {
    go: () => void child.send("go" satisfies ToDrawer),
    async stop() {
      child.send("stop" satisfies ToDrawer);
      return (await answer(child, "drawn")).drawn;
    },
    async grab() {
      child.send("grab" satisfies ToDrawer);
      const { grabbed } = await answer(child, "grabbed");
      return { ...SCREEN, pixels: Buffer.from(grabbed) };
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill("SIGKILL");
        await gone;
      }
    },
  };
}

/** The next message of a kind. @throws Error where the drawer ends before */
function answer<K extends "ready" | "drawn" | "grabbed">(
  child: ChildProcess,
  key: K,
): Promise<Extract<FromDrawer, Record<K, unknown>>> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: unknown) => {
      if (key in (message as FromDrawer)) {
        child.off("exit", onExit);
        child.off("message", onMessage);
        resolve(message as Extract<FromDrawer, Record<K, unknown>>);
      }
    };
    const onExit = (code: number | null) =>
      reject(new Error(`what draws the scene ended with ${code ?? "a signal"}`));
    child.on("message", onMessage);
    child.once("exit", onExit);
  });
}
