import type { ContainerCreateOptions } from "dockerode";
import type { Figure } from "../figure.ts";
import { over, recorded, rounds } from "../rounds.ts";
import { Subject } from "../subject.ts";
import { DONE, PEER_DONE, startTime } from "./init-boot.ts";
import type { InitImages } from "./init-images.ts";

const ROUNDS = 10;
/** Services that `bench/init/services.sh` adds. */
const SERVICES = 50;

/** What each further service costs. */
export async function graphFigures(images: InitImages): Promise<Figure[]> {
  const env = ["PUID=1000", "PGID=1000"];
  const started = (image: string) => () => startTime({ Image: image, Env: env }, DONE);
  const longruns = { Image: images.longruns, Env: env };
  const tools = { Image: images.tools, Env: env };
  const peer = { Image: images.peer, Entrypoint: ["/peer.sh"] };
  const taken = await rounds(ROUNDS, {
    base: started(images.tools),
    chain: started(images.chain),
    scripts: started(images.scripts),
  });
  const own = (command: string) => /^(\/init|s6-svscan|s6-supervise)\b/.test(command);
  const memory = (options: ContainerCreateOptions, done: string) => () => memoryOf(options, done, own);
  const sizes = await rounds(3, {
    base: memory(tools, DONE),
    longruns: memory(longruns, DONE),
    peer: memory({ ...peer, Env: ["SERVICES=/services/one"] }, PEER_DONE),
    peerLongruns: memory({ ...peer, Env: ["SERVICES=/services/more"] }, PEER_DONE),
  });
  return [
    recorded(over(taken.chain, taken.base, SERVICES), {
      id: "init.oneshot",
      what: `init: each further oneshot in a chain of ${SERVICES}, a program`,
      unit: "ms",
      most: 3,
      tolerance: 2,
      against: "reference.echo",
      original: "1.8 ms",
    }),
    recorded(over(taken.scripts, taken.base, SERVICES), {
      id: "init.oneshot.script",
      what: `init: each further oneshot in a chain of ${SERVICES}, a bash script with the container's environment`,
      unit: "ms",
      most: 3,
      tolerance: 2,
      against: "reference.echo",
    }),
    recorded(over(sizes.longruns, sizes.base, SERVICES), {
      id: "init.longrun",
      what: `init: memory for each further longrun of ${SERVICES}, its own process left out (PSS)`,
      unit: "kB",
      most: 60,
      tolerance: 1.5,
      original: "21.6 kB",
    }),
    recorded(over(sizes.peerLongruns, sizes.peer, SERVICES), {
      id: "init.longrun.peer",
      what: "reference: the same, Debian's s6",
      unit: "kB",
    }),
  ];
}

async function memoryOf(
  options: ContainerCreateOptions,
  done: string,
  counts: (command: string) => boolean,
): Promise<number> {
  await using subject = await Subject.create(options);
  await subject.startUntil(done);
  await subject.settledCpu();
  return await subject.memory(counts);
}
