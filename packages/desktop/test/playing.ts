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

const PLAYER = `
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
