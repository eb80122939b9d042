import { spawn } from "node:child_process";
import { once } from "node:events";
import { capture } from "../../../tests/support/shell.ts";
import type { RunningDesktop } from "./running-desktop.ts";

/** What is played: a tone, or nothing but a short click. */
export type Tone = { hertz: number; seconds: number };

/** Plays a tone in the desktop, as an application does: through libpulse, to the default sink. Resolves when it is over. */
export function play({ container }: RunningDesktop, { hertz, seconds }: Tone): Promise<string> {
  const script = PLAYER.replace("HERTZ", String(hertz)).replace("SECONDS", String(seconds));
  // biome-ignore format: one option a word
  return capture("docker", "exec", "-u", "abc", "-w", "/usr/lib/porthole/desktop", container, "/usr/lib/porthole/node", "-e", script);
}

/** What {@link play} plays, in either channel. */
export function samplesOf({ hertz, seconds }: Tone): Int16Array {
  return new Int16Array(48_000 * seconds).map(
    (_, i) => 12_000 * Math.sin((i * 2 * Math.PI * hertz) / 48_000),
  );
}

/** Plays silence in the desktop, as an application does that only keeps its stream open, until disposed. */
export async function playSilence({ container }: RunningDesktop): Promise<AsyncDisposable> {
  // biome-ignore format: one option a word
  const player = spawn("docker", ["exec", "-i", "-u", "abc", "-w", "/usr/lib/porthole/desktop", container, "/usr/lib/porthole/node", "-e", SILENCE], { stdio: ["pipe", "pipe", "inherit"] });
  await Promise.race([
    once(player.stdout, "data"),
    once(player, "exit").then(() => Promise.reject(new Error("what plays silence has ended"))),
  ]);
  return {
    async [Symbol.asyncDispose]() {
      player.stdin.end();
      await once(player, "exit");
    },
  };
}

const OPEN = `
const koffi = require("koffi");
const pulse = koffi.load("libpulse-simple.so.0");
const create = pulse.func("pa_simple_new", "uintptr_t", ["void *", "const char *", "int", "void *", "const char *", "void *", "void *", "void *", "void *"]);
const write = pulse.func("pa_simple_write", "int", ["uintptr_t", "void *", "size_t", "void *"]);
const drain = pulse.func("pa_simple_drain", "int", ["uintptr_t", "void *"]);
const spec = Buffer.alloc(12);
spec.writeInt32LE(3, 0);
spec.writeUInt32LE(48000, 4);
spec.writeUInt8(2, 8);
const error = Buffer.alloc(4);
const stream = create(null, "player", 1, null, "tone", spec, null, null, error);
if (!stream) throw new Error("no PulseAudio, code " + error.readInt32LE());
`;

const SILENCE = `${OPEN}
const silence = new Int16Array(9600 * 2);
process.stdin.on("end", () => process.exit()).resume();
const go = () => { write(stream, silence, silence.byteLength, error); setTimeout(go, 20); };
for (let i = 0; i < 8; i++) write(stream, silence, silence.byteLength, error);
console.log("plays");
go();
`;

const PLAYER = `${OPEN}
const samples = new Int16Array(48000 * SECONDS * 2).map((_, i) => 12000 * Math.sin(((i >> 1) * 2 * Math.PI * HERTZ) / 48000));
write(stream, samples, samples.byteLength, error);
drain(stream, error);
`;

/** Records for so many seconds in the desktop, as an application does: through libpulse, from the default source. One channel at 48 kHz. */
export async function recordIn({ container }: RunningDesktop, seconds: number): Promise<Float32Array> {
  const script = RECORDER.replace("SECONDS", String(seconds));
  // biome-ignore format: one option a word
  const text = await capture("docker", "exec", "-u", "abc", "-w", "/usr/lib/porthole/desktop", container, "/usr/lib/porthole/node", "-e", script);
  const bytes = Buffer.from(text, "base64");
  return Float32Array.from({ length: bytes.length >> 1 }, (_, i) => bytes.readInt16LE(i * 2) / 32_768);
}

const RECORDER = `
const koffi = require("koffi");
const pulse = koffi.load("libpulse-simple.so.0");
const create = pulse.func("pa_simple_new", "uintptr_t", ["void *", "const char *", "int", "void *", "const char *", "void *", "void *", "void *", "void *"]);
const read = pulse.func("pa_simple_read", "int", ["uintptr_t", "void *", "size_t", "void *"]);
const spec = Buffer.alloc(12);
spec.writeInt32LE(3, 0);
spec.writeUInt32LE(48000, 4);
spec.writeUInt8(1, 8);
const error = Buffer.alloc(4);
const stream = create(null, "recorder", 2, null, "voice", spec, null, null, error);
if (!stream) throw new Error("no PulseAudio, code " + error.readInt32LE());
const samples = Buffer.alloc(48000 * 2 * SECONDS);
read(stream, samples, samples.length, error);
process.stdout.write(samples.toString("base64"));
`;

/** How much of `samples` is this tone, from 0 to 1 (Goertzel). */
export function share(samples: Float32Array, hertz: number): number {
  const turn = 2 * Math.cos((2 * Math.PI * hertz) / 48_000);
  let [before, last, power] = [0, 0, 0];
  for (const sample of samples) {
    [before, last] = [last, sample + turn * last - before];
    power += sample * sample;
  }
  const found = before * before + last * last - turn * before * last;
  return power === 0 ? 0 : (2 * found) / (samples.length * power);
}
