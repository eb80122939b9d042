import { output } from "./command.ts";

/** What of Debian's packages the desktop server calls, and Node needs. */
const LIBRARIES = ["libatomic1", "libopus0", "libturbojpeg0", "libx264-164", "libyuv0"];

/** Megabytes (10^6), unpacked, that the desktop server with its Node adds to `image`. */
export async function serverSize(image: string): Promise<number> {
  const line = `du -sb /usr/lib/porthole | cut -f1; dpkg-query -W -f '$\{Installed-Size}\\n' ${LIBRARIES.join(" ")}`;
  const answer = await output("docker", ["run", "--rm", "--entrypoint", "/bin/sh", image, "-c", line]);
  const [own = 0, ...libraries] = answer.trim().split("\n").map(Number);
  return (own + libraries.reduce((sum, size) => sum + size * 1024, 0)) / 1e6;
}
