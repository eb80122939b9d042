import type { ContainerCreateOptions } from "dockerode";
import type { Figure } from "../figure.ts";
import { recorded, rounds } from "../rounds.ts";
import { Subject } from "../subject.ts";
import { DONE, PEER_DONE } from "./init-boot.ts";
import type { InitImages } from "./init-images.ts";

const ROUNDS = 5;
const ORPHANS = 10_000;

/** What process 1 does when processes die by the thousand. */
export async function faultFigures(images: InitImages): Promise<Figure[]> {
  const own = { Image: images.tools, Env: ["PUID=1000", "PGID=1000"] };
  const peer = {
    Image: images.peer,
    Entrypoint: ["/peer.sh"],
    Env: ["SERVICES=/services/one"],
  };
  const taken = await rounds(ROUNDS, {
    own: () => storm(own, DONE),
    peer: () => storm(peer, PEER_DONE),
  });
  return [
    recorded(
      taken.own.map(storm => storm.left),
      {
        id: "init.storm.left",
        what: `init: zombies left by a fork storm of ${ORPHANS} orphans`,
        unit: "count",
        most: 0,
        tolerance: 1,
      },
    ),
    recorded(
      taken.own.map(storm => storm.slowest),
      {
        id: "init.storm.slowest",
        what: "init: the slowest of them, from its end until it was reaped",
        unit: "ms",
        most: 100,
      },
    ),
    recorded(
      taken.peer.map(storm => storm.slowest),
      { id: "init.storm.slowest.peer", what: "reference: the same, Debian's s6", unit: "ms" },
    ),
  ];
}

async function storm(
  options: ContainerCreateOptions,
  done: string,
): Promise<{ left: number; slowest: number }> {
  await using subject = await Subject.create(options);
  await subject.startUntil(done);
  await subject.settledCpu();
  const [died = 0, slowest = Number.NaN, left = Number.NaN] = (await subject.exec("/storm", `${ORPHANS}`))
    .trim()
    .split(" ")
    .map(Number);
  const zombies = Number(await subject.exec("sh", "-c", "grep -l '^State:.Z' /proc/[0-9]*/status | wc -l"));
  if (died + left !== ORPHANS) throw new Error(`of ${ORPHANS} orphans ${died} died and ${left} are left`);
  return { slowest, left: Math.max(left, zombies) };
}
