import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, open, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { movePointer } from "./canvas.ts";
import { SCREEN } from "./scenes.ts";

/** Larger than the page, which lies in its upper left: Chromium keeps a window that is as large as the screen a pixel smaller. The pointer waits outside. */
const MONITOR = { width: SCREEN.width + 64, height: SCREEN.height + 32 } as const;

/** Where the pixels of a monitor lie in a file. */
export type Framebuffer = {
  path: string;
  /** Bytes before the first pixel. */
  offset: number;
  /** Bytes a row. */
  stride: number;
};

/** An X server that stands for the monitor on somebody's desk: its pixels can be read without asking it. */
export type Monitor = AsyncDisposable & { display: string; framebuffer: Framebuffer };

/** Starts a monitor. Needs Xvfb. */
export async function startMonitor(): Promise<Monitor> {
  const folder = await mkdtemp("/dev/shm/porthole-monitor-");
  const screen = `${MONITOR.width}x${MONITOR.height}x24`;
  const flags = ["-displayfd", "3", "-screen", "0", screen, "-fbdir", folder];
  const server = spawn("Xvfb", [...flags, "-nolisten", "tcp", "-noreset", "-ac"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const gone = once(server, "exit");
  const [number] = (await Promise.race([
    once(server.stdio[3] as Readable, "data"),
    gone.then(([code]) => Promise.reject(new Error(`Xvfb ended with ${code}; is there another at work?`))),
  ])) as [Buffer];
  const path = join(folder, "Xvfb_screen0");
  const display = `:${String(number).trim()}`;
  await movePointer(display, MONITOR.width - 1, MONITOR.height - 1);
  return {
    display,
    framebuffer: { path, ...(await readHeader(path)) },
    async [Symbol.asyncDispose]() {
      server.kill();
      await gone;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Reads where the pixels begin. The file is an X window dump: a header of big-endian 32-bit numbers, colours of 12 bytes each, pixels. */
async function readHeader(path: string): Promise<{ offset: number; stride: number }> {
  await using file = await open(path);
  const { buffer } = await file.read(Buffer.alloc(100), 0, 100, 0);
  const field = (index: number) => buffer.readUInt32BE(index * 4);
  return { offset: field(0) + field(19) * 12, stride: field(12) };
}
