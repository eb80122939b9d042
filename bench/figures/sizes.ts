import { join } from "node:path";
import { output, ROOT } from "../command.ts";
import type { Figure, FigureGroup } from "../figure.ts";
import { serverSize } from "../server-size.ts";

/** Megabytes (10^6) an image may have. */
const PROMISED: Record<string, number> = { base: 150, desktop: 600, webtop: 1400 };

/** Sizes of images and of the viewer's page: the same on every machine. Needs the images built. */
export const sizes: FigureGroup = {
  id: "sizes",
  about: "images and the viewer's page",
  figures: () => [
    ...Object.entries(PROMISED).map(
      ([name, most]): Figure => ({
        id: `size.${name}`,
        what: `image ${name}, unpacked`,
        unit: "MB",
        most,
        tolerance: 1.05,
        samples: 1,
        sample: async () =>
          Number(await output("docker", ["image", "inspect", "-f", "{{.Size}}", `porthole/${name}:latest`])) /
          1e6,
      }),
    ),
    {
      id: "size.server",
      what: "what the desktop server adds to an image, Node included",
      unit: "MB",
      most: 190,
      tolerance: 1.05,
      samples: 1,
      sample: () => serverSize("porthole/desktop:latest"),
    },
    {
      id: "size.page",
      what: "viewer page, all of it in every language, gzipped",
      unit: "kB",
      most: 120,
      tolerance: 1.1,
      samples: 1,
      sample: async () => (await builtPage()).all / 1000,
    },
    {
      id: "size.page.first",
      what: "viewer page, what is loaded before the first picture, gzipped",
      unit: "kB",
      most: 60,
      tolerance: 1.1,
      samples: 1,
      sample: async () => (await builtPage()).first / 1000,
    },
    {
      id: "size.leftovers",
      what: "package lists, caches and compilers left in the images",
      unit: "count",
      most: 0,
      tolerance: 1,
      samples: 1,
      sample: leftovers,
    },
  ],
};

async function builtPage(): Promise<{ first: number; all: number }> {
  const { buildViewer } = await import("@porthole/viewer/build");
  return await buildViewer(join(ROOT, "bench/.state/page"));
}

/** Package lists, package caches and compilers in the images. */
async function leftovers(): Promise<number> {
  const look = [
    "find /var/lib/apt/lists /var/cache/apt /mnt /tmp -type f -size +0",
    "ls -d /usr/bin/gcc* /usr/bin/cc /usr/bin/qjsc /usr/bin/make 2>/dev/null",
  ].join("; ");
  const found = await Promise.all(
    Object.keys(PROMISED).map(name =>
      output("docker", [
        "run",
        "--rm",
        "--entrypoint",
        "/bin/sh",
        `porthole/${name}:latest`,
        "-c",
        `${look}; true`,
      ]),
    ),
  );
  return found.join("").split("\n").filter(Boolean).length;
}
