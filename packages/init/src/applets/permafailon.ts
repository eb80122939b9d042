import * as sys from "porthole-sys";
import { DEATHS } from "../health/report.ts";
import { execProgram } from "../platform/exec.ts";
import { fail } from "../platform/output.ts";
import { systemFiles } from "../platform/system-files.ts";
import { signalNumber } from "../supervise/signals.ts";

const STAY_DOWN = 125;

/**
 * `s6-permafailon SECONDS COUNT EVENTS PROGRAM...`, in a `finish` script: 125 (stay down) where the service died
 * COUNT times in the last SECONDS by one of EVENTS, exit codes, ranges and signals with commas between; else it
 * becomes PROGRAM.
 */
export function permaFailOn(args: string[], name: string): number {
  const [seconds = "", count = "", events = "", ...program] = args;
  const matches = parseEvents(events);
  if (!/^\d+$/.test(seconds) || !/^\d+$/.test(count) || !matches || program.length === 0) {
    return fail(100, `${name}: usage: ${name} SECONDS COUNT EVENTS PROGRAM...`);
  }
  const folder = sys.readlink("/proc/self/cwd");
  const service = typeof folder === "string" ? (folder.split("/").pop() ?? "") : "";
  const since = sys.clock() - Number(seconds) * 1000;
  const deaths = (systemFiles.read(`${DEATHS}/${service}`) ?? "").split("\n").flatMap(line => {
    const [at = 0, code = 0, signal = 0] = line.split(" ").map(Number);
    return line !== "" && at >= since && matches(code, signal) ? [{ code, signal }] : [];
  });
  if (deaths.length < Number(count)) return execProgram(name, program, sys.environ());
  const last = deaths.at(-1);
  const what = last?.signal ? `signal ${last.signal}` : `exit code ${last?.code}`;
  const text = `PERMANENT FAILURE triggered after ${deaths.length} events involving ${what} in the last ${seconds} seconds`;
  return fail(STAY_DOWN, `${name}: info: ${text}`);
}

/** A test for `1-5,9,SIGSEGV`, or undefined where that cannot be read. */
function parseEvents(text: string): ((code: number, signal: number) => boolean) | undefined {
  const ranges: [number, number][] = [];
  const signals = new Set<number>();
  for (const part of text.split(",")) {
    const range = /^(\d+)(?:-(\d+))?$/.exec(part);
    const signal = range ? undefined : signalNumber(part);
    if (range) ranges.push([Number(range[1]), Number(range[2] ?? range[1])]);
    else if (signal !== undefined) signals.add(signal);
    else return undefined;
  }
  return (code, signal) =>
    signal > 0 ? signals.has(signal) : ranges.some(([from, to]) => code >= from && code <= to);
}
