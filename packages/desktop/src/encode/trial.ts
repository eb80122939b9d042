import { spawnSync } from "node:child_process";
import { loadAv } from "../native/av-library.ts";
import { loadPlanes } from "../native/planes-library.ts";
import { AvEncoder, type AvKind } from "./av-encoder.ts";

/** Size of the picture of a trial: larger than the least that encoders of graphics take. */
const SIZE = { width: 640, height: 480 };
/** Most time, in ms, a trial may take. */
const PATIENCE = 8000;
/** Word on the command line of a trial, before what it is to try. */
const WORD = "try-encoder";

/** What a trial needs to know. */
export type Trial = { kind: string; device: string; native: string };

/**
 * Opens an encoder and encodes a picture in a process of its own: a driver that crashes must not take the server with it.
 *
 * @param entry the program that calls {@link answerTrial}
 * @returns why the encoder cannot be used, or undefined where it can
 */
export function tryEncoder(entry: string, trial: Trial): string | undefined {
  const run = spawnSync(process.execPath, [entry, WORD, JSON.stringify(trial)], {
    encoding: "utf8",
    timeout: PATIENCE,
    killSignal: "SIGKILL",
  });
  if (run.status === 0) {
    return undefined;
  }
  const words = run.stdout.trim() || run.stderr.trim().split("\n").at(-1);
  if (run.status === 1 && words) {
    return words;
  }
  const end = run.error ? `took more than ${PATIENCE} ms` : `was ended by ${run.signal ?? run.status}`;
  return `its trial ${end}`;
}

/** Whether this process is to be a trial: then it makes it and ends. */
export function answerTrial(kinds: Readonly<Record<string, AvKind>>): void {
  const [, , word, text] = process.argv;
  if (word !== WORD || text === undefined) {
    return;
  }
  const { kind: name, device, native } = JSON.parse(text) as Trial;
  const kind = kinds[name];
  if (!kind) {
    throw new Error(`no encoder is called ${name}`);
  }
  try {
    const { width, height } = SIZE;
    using _encoder = new AvEncoder(loadAv(native), loadPlanes(native), kind, device, width, height);
  } catch (error) {
    process.stdout.write(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
