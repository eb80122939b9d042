import type { Engine } from "@porthole/engine";
import { extract } from "tar-stream";
import { runInContainer, textFile } from "./build-container.ts";
import { digest, short } from "./digest.ts";
import type { StepLog } from "./events.ts";
import type { FileTree, TreeEntry } from "./file-tree.ts";
import { type BuildSite, installScript, preamble, preambleFiles } from "./system-layer.ts";

/** Debian packages that compile Porthole's own parts. */
const TOOLCHAIN_PACKAGES = ["gcc", "libc6-dev", "libquickjs", "libx264-dev", "quickjs"];
/** Debian packages whose headers alone are needed: with what they depend on they would be 150 MB. They are unpacked in /opt/headers. */
const HEADER_PACKAGES = [
  "libavcodec-dev",
  "libavutil-dev",
  "libpciaccess-dev",
  "libpixman-1-dev",
  "x11proto-dev",
  "xserver-xorg-dev",
];

/** Tag of the toolchain image that stands on a root filesystem. */
export function toolchainTag(rootHash: string): string {
  return `porthole/toolchain:${short(digest({ rootHash, packages: TOOLCHAIN_PACKAGES, headers: HEADER_PACKAGES }))}`;
}

/** Makes the toolchain image; it is used while building and is part of no image. */
export async function buildToolchain(
  site: BuildSite,
  from: string,
  tag: string,
  log: StepLog,
): Promise<void> {
  const headers = [
    "cd /tmp",
    `apt-get download ${HEADER_PACKAGES.join(" ")}`,
    'for package in ./*.deb; do dpkg-deb -x "$package" /opt/headers; done',
    "rm -f ./*.deb",
  ];
  const script = `${[preamble(site), installScript(TOOLCHAIN_PACKAGES), ...headers].join("\n")}\n`;
  const run = {
    step: "toolchain",
    image: from,
    scratch: [textFile("run.sh", script), ...preambleFiles(site)],
    packageCache: "porthole-toolchain-packages",
    signal: site.signal,
    log,
  };
  await runInContainer(site.engine, run, async container => {
    const [repo, version] = tag.split(":");
    await container.commit({ repo, tag: version, comment: "porthole: toolchain" });
  });
}

/**
 * Runs `native/build.sh` over `sources` in the toolchain.
 *
 * @returns what the script left in `/out`.
 */
export async function compile(
  engine: Engine,
  options: {
    step: string;
    toolchain: string;
    sources: FileTree;
    signal?: AbortSignal | undefined;
    log: StepLog;
  },
): Promise<TreeEntry[]> {
  const script = [
    "set -e",
    "mkdir -p /build /out",
    "cp -R ./build/. /build/",
    "cd /build",
    "sh native/build.sh >&2",
    "tar -c -C /out .",
  ].join("\n");
  const sources = options.sources.map(entry => ({ ...entry, path: `build/${entry.path}` }));
  const chunks: Buffer[] = [];
  const run = {
    step: options.step,
    image: options.toolchain,
    scratch: [textFile("run.sh", `${script}\n`), ...sources],
    signal: options.signal,
    log: options.log,
    onOutput: (chunk: Buffer) => void chunks.push(chunk),
  };
  await runInContainer(engine, run, async () => undefined);
  return unpackTree(Buffer.concat(chunks));
}

/** Reads a tar archive into a tree. */
export async function unpackTree(archive: Buffer): Promise<TreeEntry[]> {
  const tree: TreeEntry[] = [];
  const reader = extract();
  reader.end(archive);
  for await (const entry of reader) {
    const { name, type, linkname, mode } = entry.header;
    const path = name.replace(/^\.\//, "").replace(/\/$/, "");
    if (path === "" || path === ".") {
      entry.resume();
    } else if (type === "directory") {
      tree.push({ path, type: "folder", mode: 0o755 });
      entry.resume();
    } else if (type === "symlink") {
      tree.push({ path, type: "link", target: linkname ?? "" });
      entry.resume();
    } else {
      const chunks: Buffer[] = [];
      for await (const chunk of entry) {
        chunks.push(chunk as Buffer);
      }
      tree.push({ path, type: "file", mode: mode ?? 0o644, content: Buffer.concat(chunks) });
    }
  }
  return tree;
}
