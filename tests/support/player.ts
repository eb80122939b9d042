import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ensureImage, loadCatalog } from "@porthole/builder";
import { connectEngine } from "@porthole/engine";
import { ROOT } from "./observer.ts";
import { projectFixture } from "./project-fixture.ts";
import { capture } from "./shell.ts";

/** An image with what plays gamepads: the library most games use, and no part of Porthole. */
const PLAYER = {
  name: "fixture-player",
  title: "Player",
  summary: "A program that reads gamepads by SDL.",
  from: { debian: "trixie" },
  packages: ["libsdl2-2.0-0", "python3"],
};

/** A program that reads the first gamepad by SDL, and rumbles when its second button is pressed. */
export type Player = {
  /** What it has seen: `ready`, `found NAME`, `button N VALUE`, `axis N VALUE`, `gone`. */
  lines: string[];
};

/** Puts SDL and what it needs into a running desktop. */
export async function installPlayer(container: string): Promise<void> {
  await using project = await projectFixture({ [`images/${PLAYER.name}`]: PLAYER });
  const catalog = await loadCatalog(project.root);
  const image = await ensureImage(await connectEngine(), project.root, catalog, PLAYER.name);
  const source = await capture("docker", "create", "--entrypoint", "/bin/true", image.tag);
  try {
    await capture("docker", "exec", container, "mkdir", "-p", "/opt/player");
    const copy = `docker export ${source} | docker exec -i ${container} tar -x -C /opt/player usr/bin usr/lib`;
    await capture("sh", "-c", copy);
  } finally {
    await capture("docker", "rm", "-f", source);
  }
}

/** Starts the player as the session's own programs are, with all of their environment. It ends with the container. */
export async function startPlayer(container: string): Promise<Player> {
  const script = await readFile(join(ROOT, "tests/support/applications/sdl.py"), "utf8");
  const inside = `
    while session="$(grep -lx openbox /proc/[0-9]*/comm | head -n 1)"; [[ -z $session ]]; do sleep 0.1; done
    while IFS= read -r -d "" variable; do export "$variable"; done < "\${session%comm}environ"
    LD_LIBRARY_PATH='/opt/player/usr/$LIB' exec /opt/player/usr/bin/python3 -c "$0"`;
  // biome-ignore format: one option a word
  const child = spawn("docker", ["exec", "-u", "abc", container, "bash", "-c", inside, script], { stdio: ["ignore", "pipe", "inherit"] });
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on("line", line => lines.push(line));
  return { lines };
}
