import { chmod, mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureImage, loadCatalog } from "@porthole/builder";
import { connectEngine } from "@porthole/engine";
import { type Observer, observe, ROOT } from "../../../tests/support/observer.ts";
import { capture } from "../../../tests/support/shell.ts";
import { waitFor } from "../../../tests/support/wait.ts";

/** A desktop container that runs for a test. */
export type RunningDesktop = AsyncDisposable & {
  container: string;
  /** Port of the plain page on loopback. */
  port: number;
  /** Port of the page with TLS on loopback. */
  tlsPort: number;
  url: string;
  observer: Observer;
  /** Runs a shell line inside as root. */
  exec(line: string): Promise<string>;
  /** Runs a shell line inside as the user of the session. */
  asUser(line: string): Promise<string>;
  /** Writes a file inside. */
  write(path: string, content: Buffer): Promise<void>;
  /** What the container has printed. */
  logs(): Promise<string>;
};

/** Tag of the desktop image, built where it is not built yet. */
export async function desktopImage(): Promise<string> {
  return (await ensureImage(await connectEngine(), ROOT, await loadCatalog(ROOT), "desktop")).tag;
}

/**
 * Builds the desktop image where it is not built yet, starts it, and waits until it is ready.
 *
 * @param options further options of `docker run`
 * @param image another image, that stands on the desktop's
 */
export async function startDesktop(
  env: Record<string, string> = {},
  options: readonly string[] = [],
  image?: string,
): Promise<RunningDesktop> {
  const variables = Object.entries(env).flatMap(([name, value]) => ["-e", `${name}=${value}`]);
  // biome-ignore format: one option a word
  const container = await capture("docker", "run", "-d", "--shm-size", "256m", "-p", "127.0.0.1::3000", "-p", "127.0.0.1::3001", ...variables, ...options, image ?? (await desktopImage()));
  const remove = () => capture("docker", "rm", "-f", "-v", container);
  const portOf = async (inside: number) =>
    Number((await capture("docker", "port", container, String(inside))).split(":").at(-1));
  const logs = () => capture("sh", "-c", `docker logs ${container} 2>&1`);
  try {
    const [port, tlsPort] = [await portOf(3000), await portOf(3001)];
    await waitFor("the desktop", async () => (await logs()).includes("[ls.io-init] done."), 20_000);
    return {
      container,
      port,
      tlsPort,
      url: `http://localhost:${port}/`,
      observer: await observe(container),
      exec: line => capture("docker", "exec", container, "sh", "-c", line),
      asUser: line => capture("docker", "exec", "-u", "abc", container, "sh", "-c", line),
      async write(path, content) {
        await using files = await mkdtempDisposable(join(tmpdir(), "porthole-file-"));
        const file = join(files.path, "content");
        await writeFile(file, content);
        await chmod(file, 0o644);
        await capture("docker", "cp", file, `${container}:${path}`);
      },
      logs,
      async [Symbol.asyncDispose]() {
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
