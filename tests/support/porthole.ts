import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "./observer.ts";
import { capture } from "./shell.ts";

/** What `porthole up --json` prints, as far as tests read it. */
export type UpAnswer = {
  name: string;
  state: string;
  url: string;
  httpsUrl?: string;
  container: string;
  image: string;
  data: string;
  since: string;
};

/** An application brought up by the real command, with a data folder of its own. Disposing takes it down. */
export type RunningApp = AsyncDisposable & { answer: UpAnswer; porthole(...args: string[]): Promise<string> };

/** Runs `porthole up NAME` as a user would; its state and data lie in a throw-away folder. */
export async function upApp(name: string, ...options: string[]): Promise<RunningApp> {
  const home = await mkdtemp(join(tmpdir(), "porthole-home-"));
  const env = ["env", `XDG_STATE_HOME=${home}/state`, `XDG_DATA_HOME=${home}/data`] as const;
  const porthole = (...args: string[]) => capture(env[0], env[1], env[2], join(ROOT, "porthole"), ...args);
  const answer = JSON.parse(await porthole("up", name, "--yes", "--json", ...options)) as UpAnswer;
  return {
    answer,
    porthole,
    async [Symbol.asyncDispose]() {
      await porthole("down", name);
      await rm(home, { recursive: true, force: true });
    },
  };
}
