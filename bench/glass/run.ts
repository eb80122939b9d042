import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { readWords } from "./asked.ts";
import { openKiosk } from "./browser.ts";
import { CACHE } from "./cache.ts";
import type { Bench } from "./measures.ts";
import * as measures from "./measures.ts";
import { startMonitor } from "./monitor.ts";
import { loadPictures, preparePictures } from "./pictures.ts";
import { type Figures, type GlassResults, medians, RESULTS, type Round } from "./results.ts";
import { porthole } from "./servers/porthole.ts";
import { selkies } from "./servers/selkies.ts";
import type { Server } from "./servers/server.ts";
import { tigervnc } from "./servers/tigervnc.ts";
import { table } from "./table.ts";

const PEERS: readonly Server[] = [tigervnc, selkies];

/** Everything that is measured, in this order. */
const MEASURES: Record<string, (bench: Bench) => Promise<Figures>> = {
  page: measures.openPage,
  flash: bench => measures.flipping("flash", bench),
  type: bench => measures.flipping("type", bench),
  motion: bench => measures.moving("motion", bench),
  text: bench => measures.moving("text", bench),
  window: bench => measures.moving("window", bench),
  video: bench => measures.moving("video", bench),
  full: measures.fullColour,
  own: measures.ownFigure,
  idle: measures.idle,
  viewers: measures.viewers,
  killed: measures.killed,
  step: measures.step,
};

const USAGE = `node bench/run.ts glass [--peers none|${PEERS.map(({ id }) => id).join(",")}] [--repeats N] [--scenes ${Object.keys(MEASURES).join(",")}] [--keep]

Measures Porthole and its peers on the glass, in turns, and prints a table of medians.
--scenes  only these; the page is opened in any case
--keep    the results become the project's: ${RESULTS}, from which docs/performance.md is made
`;

/** The command. @returns its exit code */
export async function glass(words: readonly string[], root: string): Promise<number> {
  const asked = readWords(words, { peers: PEERS.map(({ id }) => id), scenes: Object.keys(MEASURES) });
  if (typeof asked === "string") {
    process.stderr.write(`${asked}\n\n${USAGE}`);
    return 2;
  }
  const servers = [porthole, ...PEERS.filter(({ id }) => asked.peers.includes(id))];
  const missing = missingPrograms(servers);
  if (missing.length > 0) {
    process.stderr.write(`Programs are missing here; install them: apt-get install ${missing.join(" ")}\n`);
    return 1;
  }
  await mkdir(CACHE, { recursive: true });
  const folder = await preparePictures(CACHE);
  const pictures = await loadPictures(folder);
  const rounds: Round[] = [];
  for (let repeat = 1; repeat <= asked.repeats; repeat++) {
    for (const server of servers) {
      process.stderr.write(`${server.title}, ${repeat} of ${asked.repeats}\n`);
      rounds.push({
        server: server.id,
        repeat,
        ...(await round(server, asked.scenes, { folder, pictures })),
      });
      await writeFile(join(CACHE, "rounds.json"), JSON.stringify(rounds));
    }
  }
  const results: GlassResults = {
    measured: new Date().toISOString().slice(0, 10),
    processor: `${cpus().length} × ${cpus()[0]?.model.trim() || "unnamed processor"}`,
    repeats: asked.repeats,
    rounds,
  };
  process.stdout.write(`${table(medians(results))}\n`);
  const text = `${JSON.stringify(results, null, 1)}\n`;
  await writeFile(join(CACHE, "glass.json"), text);
  if (asked.keep) {
    await mkdir(dirname(join(root, RESULTS)), { recursive: true });
    await writeFile(join(root, RESULTS), text);
  }
  return 0;
}

/** Measures one server once. A measure that fails is told and named in the round; the others go on. */
async function round(
  server: Server,
  scenes: readonly string[],
  pictures: Pick<Bench, "folder" | "pictures">,
): Promise<Pick<Round, "figures" | "failed">> {
  const busy = await othersBusy();
  await using monitor = await startMonitor();
  await using running = await server.start();
  await using kiosk = await openKiosk(monitor.display);
  const bench: Bench = {
    ...pictures,
    server: running,
    fullColour: server.startFullColour,
    kiosk,
    monitor,
  };
  const figures: Figures = { busy, installed: await server.installed() };
  const failed: string[] = [];
  for (const [name, measure] of Object.entries(MEASURES)) {
    if (name !== "page" && !scenes.includes(name)) {
      continue;
    }
    try {
      Object.assign(figures, await measure(bench));
    } catch (error) {
      failed.push(name);
      process.stderr.write(`${server.title}, ${name}: ${(error as Error).message}\n`);
    }
  }
  return { figures: rounded(figures), ...(failed.length > 0 ? { failed } : {}) };
}

/** Debian's packages of programs that are not on the path. */
function missingPrograms(servers: readonly Server[]): string[] {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const needs = Object.assign({ Xvfb: "xvfb", ss: "iproute2" }, ...servers.map(server => server.needs));
  return Object.entries(needs as Record<string, string>)
    .filter(([program]) => !folders.some(folder => existsSync(join(folder, program))))
    .map(([, debianPackage]) => debianPackage);
}

/** How much of the machine's processors others use while nothing is measured, in percent. */
async function othersBusy(): Promise<number> {
  const times = () =>
    cpus().reduce(
      ([used, all], { times: { user, nice, sys, irq, idle } }) => {
        const busy = user + nice + sys + irq;
        return [used + busy, all + busy + idle] as [number, number];
      },
      [0, 0] as [number, number],
    );
  const [usedBefore, allBefore] = times();
  await setTimeout(2000);
  const [used, all] = times();
  return ((used - usedBefore) / (all - allBefore)) * 100;
}

function rounded(figures: Figures): Figures {
  return Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [
      name,
      value === null || !Number.isFinite(value) ? null : Number(value.toPrecision(4)),
    ]),
  );
}
