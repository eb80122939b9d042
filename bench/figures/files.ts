import { createHash, randomBytes } from "node:crypto";
import { mkdir, mkdtempDisposable, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { capture } from "../../tests/support/shell.ts";
import { waitFor } from "../../tests/support/wait.ts";
import { type FigureGroup, median } from "../figure.ts";
import { openKiosk } from "../glass/browser.ts";
import { CACHE } from "../glass/cache.ts";
import { drawScene } from "../glass/drawing.ts";
import { type Monitor, startMonitor } from "../glass/monitor.ts";
import { preparePictures } from "../glass/pictures.ts";
import { watch } from "../glass/probe.ts";
import { COUNTERS } from "../glass/scenes.ts";
import { startPorthole } from "../glass/servers/porthole.ts";

/** Bytes of one transfer; at 150 MB/s it takes {@link MOST} ms. */
const BYTES = 512e6;
const MOST = Math.floor(BYTES / 150e3);
/** Time, in ms, that frames are counted for, alone and beside a transfer, in turns. */
const WINDOW = 3000;
const TURNS = 3;
/** Time, in ms, until pictures that began to move are at their pace. */
const RUN_UP = 2000;
const opened = new AsyncDisposableStack();

/** What motion and transfers had of each other: frames of 100 that were lost, and ms of a transfer. */
type Beside = { lost: number; took: number };

/** Files over loopback, and what they leave of the picture. Needs Chromium and Xvfb. */
export const files: FigureGroup = {
  id: "files",
  about: "bringing and taking files over loopback, and the picture meanwhile",
  async figures() {
    const monitor = opened.use(await startMonitor());
    const server = opened.use(await startPorthole());
    const url = `http://127.0.0.1:${server.port}/`;
    const init = await capture("docker", "inspect", "-f", "{{.State.Pid}}", server.container);
    const folder = opened.use(await mkdtempDisposable(join(tmpdir(), "porthole-bench-")));
    await mkdir(CACHE, { recursive: true });
    const pictures = await preparePictures(CACHE);
    const file = join(folder.path, "file");
    const bytes = randomBytes(BYTES);
    await writeFile(file, bytes);
    const digest = `Content-Digest: sha-256=:${createHash("sha256").update(bytes).digest("base64")}:`;
    const bring = (name: string) =>
      // biome-ignore format: one option a word
      timed("curl", "-sSf", "-X", "POST", "-T", file, "-H", `Upload-Length: ${BYTES}`, "-H", "Upload-Complete: ?1", "-H", digest, `${url}files/content/${name}`);
    const upload = async () => {
      const took = await bring("up");
      // Not by the engine, whose work would count as the transfer's.
      await rm(`/proc/${init}/root/config/Desktop/up`);
      return took;
    };
    const download = () => timed("curl", "-sSf", "-o", "/dev/null", `${url}files/content/down`);
    await bring("down");
    const beside = (transfer: () => Promise<number>) => {
      let measured: Promise<Beside> | undefined;
      return () => (measured ??= motionBeside(url, server.display, monitor, pictures, transfer));
    };
    const [besideUp, besideDown] = [beside(upload), beside(download)];
    const common = { tolerance: 2, unit: "ms", most: MOST, samples: 3 } as const;
    const moving = { ...common, samples: 1 } as const;
    const kept = { ...moving, unit: "count", most: 10 } as const;
    return [
      { id: "files.up", what: "bringing 512 MB, hash checked, on the disk", ...common, sample: upload },
      { id: "files.down", what: "taking 512 MB", ...common, sample: download },
      {
        id: "files.up.beside-motion",
        what: "bringing 512 MB while the picture moves",
        ...moving,
        sample: async () => (await besideUp()).took,
      },
      {
        id: "files.up.motion-lost",
        what: "of 100 frames of motion seen on a monitor, those lost while a file is brought",
        ...kept,
        sample: async () => (await besideUp()).lost,
      },
      {
        id: "files.down.beside-motion",
        what: "taking 512 MB while the picture moves",
        ...moving,
        sample: async () => (await besideDown()).took,
      },
      {
        id: "files.down.motion-lost",
        what: "of 100 frames of motion seen on a monitor, those lost while a file is taken",
        ...kept,
        sample: async () => (await besideDown()).lost,
      },
    ];
  },
  close: () => opened.disposeAsync(),
};

/** Milliseconds a program takes. */
async function timed(program: string, ...words: string[]): Promise<number> {
  const started = performance.now();
  await capture(program, ...words);
  return performance.now() - started;
}

/** Counts the frames of the scene motion that a browser brings to a monitor, alone and beside transfers, one after the other, in turns. */
async function motionBeside(
  url: string,
  display: string,
  monitor: Monitor,
  pictures: string,
  transfer: () => Promise<number>,
): Promise<Beside> {
  await using kiosk = await openKiosk(monitor.display);
  await kiosk.page.goto(url);
  await waitFor("the picture", () =>
    kiosk.page.evaluate("document.querySelector('#screen')?.clientWidth === 1920"),
  );
  await using drawing = await drawScene(display, "motion", pictures);
  drawing.go();
  await delay(RUN_UP);
  const frames = async () => {
    const probe = await watch(monitor.framebuffer, { counter: COUNTERS.motion });
    await delay(WINDOW);
    return (await probe.end()).seen.length;
  };
  const [alone, beside, took]: [number[], number[], number[]] = [[], [], []];
  for (let turn = 0; turn < TURNS; turn++) {
    alone.push(await frames());
    const over = new AbortController();
    const going = (async () => {
      while (!over.signal.aborted) {
        took.push(await transfer());
      }
    })();
    beside.push(await frames());
    over.abort();
    await going;
  }
  return { lost: Math.max(0, 100 - (100 * median(beside)) / median(alone)), took: median(took) };
}
