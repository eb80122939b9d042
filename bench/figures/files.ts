import { createHash, randomBytes } from "node:crypto";
import { mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { FakePage } from "../../packages/desktop/test/fake-page.ts";
import { startDesktop } from "../../packages/desktop/test/running-desktop.ts";
import { capture } from "../../tests/support/shell.ts";
import { type FigureGroup, median } from "../figure.ts";

/** Bytes of one transfer; at 150 MB/s it takes {@link MOST} ms. */
const BYTES = 512e6;
const MOST = BYTES / 150e3;
/** Time, in ms, that frames are counted for, alone and beside a transfer, in turns. */
const WINDOW = 3000;
const TURNS = 3;
/** Text that scrolls over the whole screen. */
const MOTION =
  "su abc -s /bin/bash -c 'DISPLAY=:1 xterm -maximized -e \"while :; do ls -lR /usr/lib /usr/share; done\" >/dev/null 2>&1 &'";
const opened = new AsyncDisposableStack();

/** Files over loopback, and what they leave of the picture. */
export const files: FigureGroup = {
  id: "files",
  about: "bringing and taking files over loopback, and the picture meanwhile",
  async figures() {
    const desktop = opened.use(await startDesktop());
    const folder = opened.use(await mkdtempDisposable(join(tmpdir(), "porthole-bench-")));
    const file = join(folder.path, "file");
    const bytes = randomBytes(BYTES);
    await writeFile(file, bytes);
    const digest = `Content-Digest: sha-256=:${createHash("sha256").update(bytes).digest("base64")}:`;
    const upload = async () => {
      const started = performance.now();
      // biome-ignore format: one option a word
      await capture("curl", "-sSf", "-X", "POST", "-T", file, "-H", `Upload-Length: ${BYTES}`, "-H", "Upload-Complete: ?1", "-H", digest, `${desktop.url}files/content/up`);
      const took = performance.now() - started;
      await desktop.exec("rm /config/Desktop/up");
      return took;
    };
    const download = async () => {
      const started = performance.now();
      await capture("curl", "-sSf", "-o", "/dev/null", `${desktop.url}files/content/down`);
      return performance.now() - started;
    };
    // biome-ignore format: one option a word
    await capture("curl", "-sSf", "-X", "POST", "-T", file, "-H", `Upload-Length: ${BYTES}`, "-H", "Upload-Complete: ?1", `${desktop.url}files/content/down`);
    const common = { tolerance: 2, unit: "ms", most: MOST, samples: 3 } as const;
    const kept = { tolerance: 2, unit: "count", most: 10, samples: 1 } as const;
    return [
      { id: "files.up", what: "bringing 512 MB, hash checked, on the disk", ...common, sample: upload },
      { id: "files.down", what: "taking 512 MB", ...common, sample: download },
      {
        id: "files.up.motion-lost",
        what: "of 100 frames of motion, those lost while a file is brought",
        ...kept,
        sample: () => motionLost(desktop, upload),
      },
      {
        id: "files.down.motion-lost",
        what: "of 100 frames of motion, those lost while a file is taken",
        ...kept,
        sample: () => motionLost(desktop, download),
      },
    ];
  },
  close: () => opened.disposeAsync(),
};

async function motionLost(
  desktop: Awaited<ReturnType<typeof startDesktop>>,
  transfer: () => Promise<unknown>,
): Promise<number> {
  using page = await FakePage.open(desktop.url, { width: 1920, height: 1080 });
  await page.wait("frame");
  await desktop.exec(MOTION);
  await delay(WINDOW);
  const frames = async () => {
    const before = page.of("frame").length;
    await delay(WINDOW);
    const seen = page.of("frame").length - before;
    page.forget();
    return seen;
  };
  const [alone, beside]: [number[], number[]] = [[], []];
  for (let turn = 0; turn < TURNS; turn++) {
    alone.push(await frames());
    const over = new AbortController();
    const going = (async () => {
      while (!over.signal.aborted) {
        await transfer();
      }
    })();
    beside.push(await frames());
    over.abort();
    await going;
  }
  await desktop.exec("pkill -x xterm || kill $(pidof xterm)");
  return Math.max(0, 100 - (100 * median(beside)) / median(alone));
}
