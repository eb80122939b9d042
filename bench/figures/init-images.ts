import { join } from "node:path";
import { baseImage } from "../../packages/init/test/base-image.ts";
import { output } from "../command.ts";

/** The stages of `bench/init/Dockerfile`. */
const TARGETS = ["tools", "chain", "scripts", "longruns", "peer"] as const;

/** Tags of the images that the init is measured in. */
export type InitImages = Record<(typeof TARGETS)[number], string>;

/** Builds them on the base as it is now. */
export async function buildInitImages(): Promise<InitImages> {
  const base = `BASE=${await baseImage()}`;
  const folder = join(import.meta.dirname, "../init");
  const images: Partial<InitImages> = {};
  for (const target of TARGETS) {
    const tag = `porthole-bench/${target}:latest`;
    await output("docker", ["build", "--build-arg", base, "--target", target, "--tag", tag, folder]);
    images[target] = tag;
  }
  return images as InitImages;
}
