import { setTimeout } from "node:timers/promises";
import { launchChromium } from "../../tests/support/chromium.ts";
import { shapeLink } from "../../tests/support/link.ts";
import { waitFor } from "../../tests/support/wait.ts";
import { median } from "../figure.ts";
import type { Kiosk } from "./browser.ts";
import { drawScene } from "./drawing.ts";
import type { Monitor } from "./monitor.ts";
import { photograph, watch } from "./probe.ts";
import { memory, processorTime } from "./processes.ts";
import type { Figures } from "./results.ts";
import {
  COMPARED,
  COUNTERS,
  type FlippingScene,
  type MovingScene,
  type Pictures,
  SCREEN,
  SQUARES,
  wanted,
} from "./scenes.ts";
import type { RunningServer } from "./servers/server.ts";
import { delays, flipDelays, longestGap, percentile, psnr, type Sighting } from "./statistics.ts";
import { traffic } from "./traffic.ts";

/** What measures work with. */
export type Bench = {
  server: RunningServer;
  /** Starts the server once more with colour at full resolution, where it has that. */
  fullColour?: (() => Promise<RunningServer>) | undefined;
  kiosk: Kiosk;
  monitor: Monitor;
  pictures: Pictures;
  /** Where the pictures lie. */
  folder: string;
};

const WHOLE_STRIDE = SCREEN.width * 4;
/** Milliseconds until a moving picture counts: encoders and controllers have found their pace. */
const RUN_UP = 2000;
const MOVING = 8000;
const FLIPPING = 12_000;
const STILL = 20_000;
const AFTER_STOP = 1000;
/** Until what was needed for motion alone has been given back. */
const AT_REST = 8000;
/** How often one viewer and two are compared. */
const TURNS = 2;
/** How long something that ought to come back is waited for. */
const PATIENCE = 15_000;

/** The link of the step, bits a second and milliseconds each way, and how long each part lasts. */
const STEP = { delay: 50, before: 20e6, after: 1e6, warm: 6000, lasts: 20_000, steady: 10_000 } as const;

/** Opens the page in the browser, which has never seen it: what it loads, and how long until the desktop is on the glass. */
export async function openPage({ server, kiosk, monitor, folder }: Bench): Promise<Figures> {
  await using ticker = await drawScene(server.display, "ticker", folder);
  ticker.go();
  let bytes = 0;
  const requests = new Set<string>();
  kiosk.protocol.on("Network.requestWillBeSent", ({ requestId, request }) => {
    if (request.url.startsWith("http")) {
      requests.add(requestId);
    }
  });
  kiosk.protocol.on("Network.loadingFinished", ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await kiosk.protocol.send("Network.enable");
  const probe = await watch(monitor.framebuffer, { counter: COUNTERS.ticker });
  const began = now();
  await kiosk.page.goto(pageAt(server, server.port));
  await setTimeout(4000);
  await kiosk.protocol.send("Network.disable");
  const { seen } = await probe.end();
  const first = seen.find(([time]) => time > began)?.[0];
  return {
    "page.kB": bytes / 1000,
    "page.requests": requests.size,
    "page.first": first === undefined ? null : first - began,
  };
}

/** A square turns white and black: from the request to draw until it is on the glass; processor time a change. */
export async function flipping(scene: FlippingScene, bench: Bench): Promise<Figures> {
  const { server, monitor, folder } = bench;
  await using drawing = await drawScene(server.display, scene, folder);
  await setTimeout(RUN_UP);
  const { x, y, width, height } = SQUARES[scene];
  const probe = await watch(monitor.framebuffer, {
    pixel: { x: x + (width >> 1), y: y + (height >> 1) },
  });
  const cost = await spend(server);
  drawing.go();
  await setTimeout(FLIPPING);
  const drawn = await drawing.stop();
  const { milliseconds } = await cost();
  const found = flipDelays(drawn, (await probe.end()).seen);
  return {
    [`${scene}.p50`]: orNull(percentile(found, 0.5)),
    [`${scene}.p95`]: orNull(percentile(found, 0.95)),
    [`${scene}.missed`]: drawn.length - found.length,
    [`${scene}.cpu`]: milliseconds / drawn.length,
  };
}

/** Something moves for seconds, then stops: frames, delays, processor time, bytes, likeness. */
export async function moving(scene: MovingScene, bench: Bench): Promise<Figures> {
  const { server, monitor, pictures, folder } = bench;
  await using drawing = await drawScene(server.display, scene, folder);
  drawing.go();
  await setTimeout(RUN_UP);
  const probe = await watch(monitor.framebuffer, { counter: COUNTERS[scene] }, { count: 6, apart: 1100 });
  const cost = await spend(server);
  const from = now();
  await setTimeout(MOVING);
  const to = now();
  const { milliseconds, bytes } = await cost();
  const drawn = await drawing.stop();
  const { seen, kept } = await probe.end();
  await setTimeout(AFTER_STOP);
  const [shown, inside] = await Promise.all([photograph(monitor.framebuffer), drawing.grab()]);

  const frames = between(seen, from, to).length;
  const found = delays(between(drawn, from, to), seen);
  const stride = monitor.framebuffer.stride;
  const likeness = kept.map(({ value, pixels }) =>
    psnr(
      { pixels, stride },
      { pixels: wanted(scene, value, pictures).pixels, stride: WHOLE_STRIDE },
      COMPARED[scene],
    ),
  );
  return {
    [`${scene}.fps`]: (frames * 1000) / (to - from),
    [`${scene}.p50`]: orNull(percentile(found, 0.5)),
    [`${scene}.p95`]: orNull(percentile(found, 0.95)),
    [`${scene}.cpu`]: frames ? milliseconds / frames : null,
    [`${scene}.kBps`]: bytes / (to - from),
    [`${scene}.psnr`]: orNull(median(likeness)),
    [`${scene}.settled`]: psnr(
      { pixels: shown, stride },
      { pixels: inside.pixels, stride: WHOLE_STRIDE },
      COMPARED[scene],
    ),
  };
}

/** Text again with colour at full resolution, which is what makes coloured text sharp. The page then shows the first server again. */
export async function fullColour(bench: Bench): Promise<Figures> {
  if (!bench.fullColour) {
    return {};
  }
  await using server = await bench.fullColour();
  await bench.kiosk.page.goto(pageAt(server, server.port));
  const figures = await moving("text", { ...bench, server });
  await bench.kiosk.page.goto(pageAt(bench.server, bench.server.port));
  return Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [name.replace("text.", "full."), value]),
  );
}

/** What the page itself says of the delay, beside what is seen on the glass at the same time: how many milliseconds it is off. */
export async function ownFigure(bench: Bench): Promise<Figures> {
  const { server, kiosk } = bench;
  if (!server.watchLatency) {
    return {};
  }
  await using own = await server.watchLatency(kiosk.page);
  const read = async () => {
    await setTimeout(RUN_UP + 1000);
    const values: number[] = [];
    for (let i = 0; i < 12; i++) {
      await setTimeout(500);
      values.push(await own.read());
    }
    return median(values);
  };
  const [flash, ownFlash] = await Promise.all([flipping("flash", bench), read()]);
  const [motion, ownMotion] = await Promise.all([moving("motion", bench), read()]);
  return {
    "own.flash": orNull(Math.abs(ownFlash - (flash["flash.p50"] ?? Number.NaN))),
    "own.motion": orNull(Math.abs(ownMotion - (motion["motion.p50"] ?? Number.NaN))),
  };
}

/** The page is open and nothing changes. */
export async function idle({ server, folder }: Bench): Promise<Figures> {
  await using _still = await drawScene(server.display, "still", folder);
  await setTimeout(5000);
  const cost = await spend(server);
  const from = now();
  await setTimeout(STILL);
  const { milliseconds, bytes, bytesBack } = await cost();
  const took = now() - from;
  return {
    "idle.cpu": (milliseconds / took) * 100,
    "idle.bytes": ((bytes + bytesBack) / took) * 1000,
  };
}

/** One viewer, then two, then three: memory; and processor time in motion with two, to be held against that with one. */
export async function viewers(bench: Bench): Promise<Figures> {
  const { server, folder } = bench;
  const held = async () => {
    await using _still = await drawScene(server.display, "still", folder);
    await setTimeout(AT_REST);
    return memory(await pidsOf(server));
  };
  const costOf = async () => {
    const { "motion.cpu": cpu } = await moving("motion", bench);
    return cpu ?? Number.NaN;
  };
  await using chromium = await launchChromium();
  const open = () => chromium.open(pageAt(server, server.port), { viewport: { ...SCREEN } });
  // By turns: what else the machine does changes the cost of a frame by more than a viewer does.
  const costs: { alone: number; two: number }[] = [];
  let alone = Number.NaN;
  for (let turn = 1; turn <= TURNS; turn++) {
    const costAlone = await costOf();
    if (turn === 1) {
      // After motion, as the others are: what it leaves behind is no viewer's.
      alone = await held();
    }
    const second = await open();
    costs.push({ alone: costAlone, two: await costOf() });
    if (turn < TURNS) {
      await second.close();
    }
  }
  const total = (of: "alone" | "two") => costs.reduce((sum, cost) => sum + cost[of], 0);
  await open();
  const three = await held();
  return {
    "memory.one": alone,
    "memory.each": (three - alone) / 2,
    "second.cpu": orNull((total("two") / total("alone") - 1) * 100),
  };
}

/** The desktop server is killed: seconds until the glass shows again what is drawn. */
export async function killed({ server, monitor, folder }: Bench): Promise<Figures> {
  await using undo = new AsyncDisposableStack();
  let ticker = undo.use(await drawScene(server.display, "ticker", folder));
  ticker.go();
  await setTimeout(RUN_UP);
  const probe = await watch(monitor.framebuffer, { counter: COUNTERS.ticker });
  const began = now();
  await server.kill();
  if (server.diesWithDesktop) {
    ticker = undo.use(await drawScene(server.display, "ticker", folder));
    ticker.go();
  }
  await setTimeout(PATIENCE);
  const drawn = await ticker.stop();
  const { seen } = await probe.end();
  // What was on its way when the server died is not what came back: something drawn well after must be seen.
  const fresh = drawn.filter(([time]) => time > began + 100);
  const back = fresh
    .map(([time, value]) => seen.find(one => one[1] === value && one[0] >= time)?.[0])
    .find(time => time !== undefined);
  return { "kill.back": back === undefined ? null : (back - began) / 1000 };
}

/** The link narrows from 20 to 1 Mbit/s while everything moves. */
export async function step(bench: Bench): Promise<Figures> {
  const { server, kiosk, monitor, folder } = bench;
  await using link = await shapeLink(server, { delay: STEP.delay, down: STEP.before, up: STEP.before });
  await using drawing = await drawScene(server.display, "motion", folder);
  await kiosk.page.goto(pageAt(server, link.port));
  drawing.go();
  await setTimeout(STEP.warm);
  const probe = await watch(monitor.framebuffer, { counter: COUNTERS.motion });
  await waitFor("the first picture over the link", () => link.carried.down > 0);
  const began = now();
  link.shape({ down: STEP.after });
  await setTimeout(STEP.lasts);
  const end = now();
  const drawn = await drawing.stop();
  const { seen } = await probe.end();
  await kiosk.page.goto("about:blank");
  const times = seen.map(([time]) => time);
  const steady = seen.filter(([time]) => time > end - STEP.steady);
  const found = delays(drawn, steady);
  return {
    "step.freeze": longestGap(times, began, end) / 1000,
    "step.delay": orNull(percentile(found, 0.5)),
    "step.fps": (steady.length * 1000) / STEP.steady,
  };
}

/** Begins to count what a server uses. @returns what gives it, in milliseconds of processor and bytes each way */
async function spend(server: RunningServer) {
  const pids = await pidsOf(server);
  const [before, bytes] = [await processorTime(pids), await traffic(server.port)];
  return async () => {
    const [after, later] = [await processorTime(pids), await traffic(server.port)];
    return {
      milliseconds: after - before,
      bytes: later.toPages - bytes.toPages,
      bytesBack: later.fromPages - bytes.fromPages,
    };
  };
}

async function pidsOf(server: RunningServer): Promise<number[]> {
  const { serving, display } = await server.processes();
  return [...serving, ...display];
}

function pageAt({ path }: RunningServer, port: number): string {
  return `http://127.0.0.1:${port}${path}`;
}

function between(sightings: readonly Sighting[], from: number, to: number): Sighting[] {
  return sightings.filter(([time]) => time >= from && time < to);
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
