/** How much a line matters; `debug` is left out unless `SELKIES_DEBUG` is true. */
export type LogLevel = "debug" | "info" | "warning" | "error";

let debugging = false;

/** Sets whether lines of level `debug` are written. */
export function showDebug(shown: boolean): void {
  debugging = shown;
}

/** Writes a line to the container's log. */
export function log(level: LogLevel, text: string): void {
  if (level !== "debug" || debugging) {
    process.stderr.write(`[desktop] ${level === "info" ? "" : `${level}: `}${text}\n`);
  }
}
