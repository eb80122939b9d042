import { baseImage } from "./base-image.ts";
import { buildImage } from "./box.ts";

const TAG = "porthole-test/tools:latest";
const PACKAGES = ["busybox-static", "docker-registry", "python3-venv"];
let image: Promise<string> | undefined;

/** The base with what tests need beside it: one image, so that its packages are fetched once. */
export function toolImage(): Promise<string> {
  image ??= build();
  return image;
}

async function build(): Promise<string> {
  const install = `apt-get update && apt-get install -y --no-install-recommends ${PACKAGES.join(" ")}`;
  return buildImage(TAG, `FROM ${await baseImage()}\nRUN ${install}\n`);
}
