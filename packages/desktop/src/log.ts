/** How much a line matters; `debug` is left out unless `PORTHOLE_DEBUG` is set. */
export type LogLevel = "debug" | "info" | "warning" | "error";

const debugging = Boolean(process.env.PORTHOLE_DEBUG);

/** Writes a line to the container's log. */
export function log(level: LogLevel, text: string): void {
  if (level !== "debug" || debugging) {
    process.stderr.write(`[desktop] ${level === "info" ? "" : `${level}: `}${text}\n`);
  }
}
