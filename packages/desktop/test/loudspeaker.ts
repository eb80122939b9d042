import { existsSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { capture } from "../../../tests/support/shell.ts";
import { waitFor } from "../../../tests/support/wait.ts";
import { desktopImage } from "./running-desktop.ts";

/** A PulseAudio for browsers on this machine, which may have no sound of its own: Firefox plays nothing into nothing. */
export type Loudspeaker = AsyncDisposable & {
  /** Value of `PULSE_SERVER`. */
  server: string;
};

/** Starts the desktop image's PulseAudio with one silent device. */
export async function startLoudspeaker(): Promise<Loudspeaker> {
  const folder = await mkdtemp(join(tmpdir(), "porthole-pulse-"));
  await chmod(folder, 0o777);
  const home = "/usr/lib/porthole/pulse";
  // biome-ignore format: one option a word
  const container = await capture("docker", "run", "-d", "--rm", "--user", String(process.getuid?.() ?? 0), "-v", `${folder}:/mnt`, "-e", "HOME=/tmp", "-e", `LD_LIBRARY_PATH=${home}`, "--entrypoint", `${home}/pulseaudio`, await desktopImage(), "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", `--dl-search-path=${home}`, "--load=module-null-sink rate=48000", "--load=module-native-protocol-unix socket=/mnt/native auth-anonymous=1");
  const server = `unix:${join(folder, "native")}`;
  await waitFor("PulseAudio", () => existsSync(join(folder, "native")));
  return {
    server,
    async [Symbol.asyncDispose]() {
      await capture("docker", "rm", "-f", container);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
