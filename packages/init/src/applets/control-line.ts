import * as sys from "porthole-sys";
import { errnoText } from "../files/files.ts";
import { CONTROL_FIFO } from "../health/report.ts";
import { writeAll } from "../platform/system-files.ts";

const O_WRONLY = 1;
const O_NONBLOCK = 0o4000;

/** Sends lines to the init. @returns why that is not possible, or undefined */
export function sendControl(...lines: string[]): string | undefined {
  const fd = sys.open(CONTROL_FIFO, O_WRONLY | O_NONBLOCK, 0);
  if (fd < 0) return `unable to reach the init: ${errnoText(-fd)}`;
  for (const line of lines) writeAll(fd, `${line}\n`);
  sys.close(fd);
  return undefined;
}
