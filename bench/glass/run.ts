import { mkdir, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
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
  flash: bench => measures.flipping("flash", bench),
  type: bench => measures.flipping("type", bench),
  motion: bench => measures.moving("motion", bench),
  text: bench => measures.moving("text", bench),
  window: bench => measures.moving("window", bench),
  video: bench => measures.moving("video", bench),
  full: measures.fullColour,
  idle: measures.idle,
  viewers: measures.viewers,
  killed: measures.killed,
  step: measures.step,
};

const USAGE = `node bench/run.ts glass [--peers none|${PEERS.map(({ id }) => id).join(",")}] [--repeats N] [--scenes ${Object.keys(MEASURES).join(",")}] [--keep]

Measures Porthole and its peers on the glass, in turns, and prints a table of medians.
--scenes  only these; the page is opened all the same
--keep    the results become the project's: ${RESULTS}, from which docs/performance.md is made
`;

/** The command. @returns its exit code */
export async function glass(words: readonly string[], root: string): Promise<number> {
  const asked = read(words);
  if (typeof asked === "string") {
    process.stderr.write(`${asked}\n\n${USAGE}`);
    return 2;
  }
  await mkdir(CACHE, { recursive: true });
  const folder = await preparePictures(CACHE);
  const pictures = await loadPictures(folder);
  const rounds: Round[] = [];
  for (let repeat = 1; repeat <= asked.repeats; repeat++) {
    for (const server of [porthole, ...asked.peers]) {
      const busy = await othersBusy();
      process.stderr.write(
        `${server.title}, ${repeat} of ${asked.repeats}; others use ${busy.toFixed(0)} %\n`,
      );
      await using monitor = await startMonitor();
      await using running = await server.start();
      await using kiosk = await openKiosk(monitor.display);
      const bench: Bench = {
        server: running,
        fullColour: server.startFullColour,
        kiosk,
        monitor,
        pictures,
        folder,
      };
      const figures: Figures = { busy, ...(await measures.openPage(bench)) };
      for (const name of asked.scenes) {
        Object.assign(figures, await MEASURES[name]?.(bench));
      }
      figures.installed = await server.installed();
      rounds.push({ server: server.id, repeat, figures: rounded(figures) });
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

type Asked = { peers: readonly Server[]; repeats: number; scenes: readonly string[]; keep: boolean };

/** What was asked for, or what is wrong with it. */
function read(words: readonly string[]): Asked | string {
  let values: { peers?: string; repeats?: string; scenes?: string; keep?: boolean };
  try {
    ({ values } = parseArgs({
      args: [...words],
      options: {
        peers: { type: "string" },
        repeats: { type: "string" },
        scenes: { type: "string" },
        keep: { type: "boolean" },
      },
    }));
  } catch (error) {
    return (error as Error).message;
  }
  const repeats = Number(values.repeats ?? 3);
  if (!Number.isInteger(repeats) || repeats < 1) {
    return `--repeats takes a whole number from 1 up, not ${values.repeats}.`;
  }
  const known = new Map(PEERS.map(peer => [peer.id, peer]));
  const peers = values.peers === "none" ? [] : (values.peers?.split(",") ?? [...known.keys()]);
  const scenes = values.scenes?.split(",") ?? Object.keys(MEASURES);
  const wrong = [...peers.filter(id => !known.has(id)), ...scenes.filter(name => !(name in MEASURES))];
  if (wrong.length > 0) {
    return `There is no ${wrong.join(", ")}.`;
  }
  return {
    peers: peers.flatMap(id => known.get(id) ?? []),
    repeats,
    scenes: Object.keys(MEASURES).filter(name => scenes.includes(name)),
    keep: values.keep ?? false,
  };
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
