import { join } from "node:path";
import { ensureImage, loadCatalog } from "@porthole/builder";
import { connectEngine } from "@porthole/engine";
import { PNG } from "pngjs";
import { projectFixture } from "./project-fixture.ts";
import { capture } from "./shell.ts";

/** An image with X11's own tools: what a person inside the session would use to look, a screen for a browser with a window, and no part of Porthole. */
const OBSERVER = {
  name: "fixture-observer",
  title: "Observer",
  summary: "Looks at an X display from inside a container's network.",
  from: { debian: "trixie" },
  packages: ["imagemagick", "openbox", "x11-apps", "x11-utils", "xdotool", "xinput", "xvfb"],
};

/** Looks into the session of a running container, by way of its X server. */
export type Observer = {
  /** Runs a shell line with DISPLAY set, in the container's network, and gives what it printed. */
  run(line: string): Promise<string>;
  /** The whole display as pixels. */
  screenshot(): Promise<PNG>;
};

/** Tag of the observer's image, built where it is not built yet. */
export async function observerImage(): Promise<string> {
  await using project = await projectFixture({ [`images/${OBSERVER.name}`]: OBSERVER });
  const catalog = await loadCatalog(project.root);
  return (await ensureImage(await connectEngine(), project.root, catalog, OBSERVER.name)).tag;
}

/** Looks into a running container's session. */
export async function observe(container: string): Promise<Observer> {
  const image = await observerImage();
  // biome-ignore format: one option a word
  const docker = ["run", "--rm", "--network", `container:${container}`, "--entrypoint", "/bin/sh", "-e", "DISPLAY=:1", image, "-c"];
  const run = (line: string) => capture("docker", ...docker, line);
  return {
    run,
    async screenshot() {
      const png = await run("import -silent -window root png:- | base64 -w0");
      return PNG.sync.read(Buffer.from(png, "base64"));
    },
  };
}

/** Root of the project. */
export const ROOT = join(import.meta.dirname, "../..");
