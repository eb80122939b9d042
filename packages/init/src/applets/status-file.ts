import type { HealthReport } from "@porthole/contract";
import * as sys from "porthole-sys";
import { STATUS_FILE } from "../health/report.ts";
import { systemFiles } from "../platform/system-files.ts";

const IN_MOVED_TO = 0x80;
const POLLIN = 1;
/** Milliseconds between two looks in the first moments, when there is no folder to watch yet. */
const EARLY_PAUSE = 10;

/** What the init last wrote, or undefined where it has not begun. */
export function readReport(): HealthReport | undefined {
  const text = systemFiles.read(STATUS_FILE);
  return text === undefined ? undefined : (JSON.parse(text) as HealthReport);
}

/**
 * Waits until `decide` gives an answer for a report; it is asked again at every change.
 *
 * @param timeout milliseconds, 0 for no limit
 * @returns undefined after the timeout
 */
export function waitForReport<T>(
  timeout: number,
  decide: (report: HealthReport | undefined) => T | undefined,
): T | undefined {
  const end = timeout > 0 ? sys.clock() + timeout : Number.POSITIVE_INFINITY;
  let watch = -1;
  for (;;) {
    // The watch stands before the file is read, so no change falls between the two.
    if (watch < 0) watch = sys.inotify(STATUS_FILE.slice(0, STATUS_FILE.lastIndexOf("/")), IN_MOVED_TO);
    const answer = decide(readReport());
    if (answer !== undefined) return answer;
    const left = end - sys.clock();
    if (left <= 0) return undefined;
    const pause = Number.isFinite(left) ? Math.ceil(left) : -1;
    if (watch < 0) sys.poll([], [], EARLY_PAUSE);
    else if (sys.poll([watch], [POLLIN], pause)[0] !== 0) sys.read(watch, 4096);
  }
}
