import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import type { ContainerCreateOptions } from "dockerode";
import { MemoryFiles } from "../../packages/init/src/files/memory-files.ts";
import { blobFile, MOD_CACHE, writeCachedMod } from "../../packages/init/src/mods/mod-cache.ts";
import { parseModReference } from "../../packages/init/src/mods/reference.ts";
import { output } from "../command.ts";
import type { Figure } from "../figure.ts";
import { recorded } from "../rounds.ts";
import { Network, Subject } from "../subject.ts";
import { DONE, startTime } from "./init-boot.ts";
import type { InitImages } from "./init-images.ts";

const ROUNDS = 5;
const PORT = 5000;

/** How much later a boot is done when a mod's registry is not there, in each way that it can be absent. */
export async function modFigures({ tools: image }: InitImages): Promise<Figure[]> {
  await using network = await Network.create("porthole-bench");
  // What goes from one network of the engine to another is dropped by its firewall.
  await using other = await Network.create("porthole-bench-other");
  const dropped = `${other.prefix}.77.77`;
  await using mute = await Subject.create({
    Image: image,
    Entrypoint: ["/bin/sh", "-c", `echo up; exec nc -lk ${PORT} > /dev/null`],
    Cmd: [],
    HostConfig: { NetworkMode: network.name, Dns: [dropped] },
  });
  await mute.startUntil("up");
  const muteAddress = await mute.address(network.name);
  const ways = [
    { way: "refused", host: `${muteAddress}:1`, how: "refuses the connection" },
    { way: "dropped", host: `${dropped}:${PORT}`, how: "is where packets are dropped" },
    { way: "mute", host: `${muteAddress}:${PORT}`, how: "takes the connection and says nothing" },
    { way: "plain", host: `localhost:${PORT}`, how: "does so without TLS" },
    { way: "nameless", host: "registry.test", how: "has a name that no name server answers for" },
  ].map(way => ({ ...way, label: `${way.host}/me/mod:t`, absent: [] as number[], cached: [] as number[] }));
  await using cache = await fillCache(ways.map(({ label }) => label));
  const boot = (label?: string, binds: string[] = []): ContainerCreateOptions => ({
    Image: image,
    Env: ["PUID=1000", "PGID=1000", ...(label === undefined ? [] : [`DOCKER_MODS=${label}`])],
    HostConfig: { NetworkMode: `container:${mute.id}`, Binds: binds },
  });
  for (let round = 0; round < ROUNDS; round++) {
    const none = await startTime(boot(), DONE);
    const delayed = async (time: Promise<number>) => ((await time) - none) / 1000;
    // These wait and do little else, so they can wait together.
    await Promise.all(
      ways.map(async way => way.absent.push(await delayed(startTime(boot(way.label), DONE)))),
    );
    for (const way of ways) {
      way.cached.push(await delayed(startWithMod(boot(way.label, [`${cache.folder}:/modcache`]))));
    }
  }
  return ways.flatMap(({ way, how, absent, cached }) => [
    recorded(absent, {
      id: `init.mods.${way}.absent`,
      what: `init: delay by a mod's registry that ${how}`,
      unit: "s",
      most: 3,
      original: "31.3 s",
    }),
    recorded(cached, {
      id: `init.mods.${way}.cached`,
      what: "init: the same, the mod cached; to apply it included",
      unit: "s",
      most: 0.5,
    }),
  ]);
}

/** Milliseconds of a boot. @throws where the cached mod was not applied */
async function startWithMod(options: ContainerCreateOptions): Promise<number> {
  await using subject = await Subject.create(options);
  const time = await subject.startUntil(DONE);
  await subject.exec("test", "-e", "/opt/from-mod");
  return time;
}

/** A folder to be mounted as /modcache that holds one archive under each of those names. */
async function fillCache(labels: readonly string[]): Promise<AsyncDisposable & { folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), "porthole-bench-"));
  const tree = join(folder, "tree");
  await mkdir(join(tree, "opt"), { recursive: true });
  await writeFile(join(tree, "opt/from-mod"), "here\n");
  await output("tar", ["-czf", join(folder, "layer"), "-C", tree, "opt"]);
  const digest = `sha256:${(await output("sha256sum", [join(folder, "layer")])).slice(0, 64)}`;
  const files = new MemoryFiles();
  for (const label of labels) {
    const reference = parseModReference(label, false);
    if (typeof reference === "string") throw new Error(reference);
    files.makeFolder(dirname(blobFile(digest)));
    files.write(blobFile(digest), "");
    writeCachedMod(files, reference, { digest, layers: [{ digest }] });
  }
  const place = (path: string) => join(folder, relative(MOD_CACHE, path));
  await mkdir(dirname(place(blobFile(digest))));
  await rename(join(folder, "layer"), place(blobFile(digest)));
  for (const [path, { kind, bytes }] of files.entries) {
    if (kind === "file" && path !== blobFile(digest)) await writeFile(place(path), bytes);
  }
  return {
    folder,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
