import { closeSync, existsSync, writeSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { PortholeError } from "@porthole/contract";
import { onceChanged } from "./development.ts";
import { sessionShown } from "./display/session-shown.ts";
import { log, showDebug } from "./log.ts";
import { startServer } from "./server.ts";
import { readSettings } from "./settings.ts";
import { readStreamSettings } from "./stream-settings.ts";
import { warningsOf } from "./variables/table.ts";

/** How long, in ms, the session may take to show something before the server counts as ready without it. */
const SESSION_PATIENCE = 10_000;

/** Files stand beside the bundle; started from their source, workers are .ts files. */
function beside(name: string): URL {
  return new URL(name, import.meta.url);
}

function workerFile(name: "capture" | "sound" | "camera"): URL {
  const bundled = beside(`${name}-worker.js`);
  return existsSync(bundled) ? bundled : beside(`${name}-worker.ts`);
}

try {
  const settings = readSettings(process.env);
  showDebug(settings.debug);
  for (const warning of warningsOf(process.env)) {
    log("warning", warning);
  }
  const server = await startServer(settings, readStreamSettings(process.env), {
    worker: workerFile("capture"),
    soundWorker: workerFile("sound"),
    cameraWorker: workerFile("camera"),
    viewer: process.env.PORTHOLE_VIEWER_DIR ?? fileURLToPath(beside("viewer")),
    native: process.env.PORTHOLE_NATIVE_DIR ?? fileURLToPath(beside(".")),
  });
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => {
      server[Symbol.asyncDispose]().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
  if (settings.development) {
    const folder = fileURLToPath(beside("."));
    log("info", `DEV_MODE: a change in ${folder} starts the server anew and has open pages load again`);
    onceChanged(folder, file => {
      log("info", `DEV_MODE: ${file} has changed`);
      server.outdate();
      process.kill(process.pid, "SIGTERM");
    });
  }
  await server.ready;
  if (!(await sessionShown(settings.display, SESSION_PATIENCE))) {
    log("warning", "the session has shown no window yet; the page shows an empty screen until it does");
  }
  log("info", `ready on ports ${settings.httpPort} and ${settings.httpsPort}, display ${settings.display}`);
  if (settings.notifyFd !== undefined) {
    writeSync(settings.notifyFd, "\n");
    closeSync(settings.notifyFd);
  }
} catch (error) {
  if (error instanceof PortholeError) {
    log("error", [error.message, error.why, error.todo].filter(Boolean).join(" "));
  } else {
    log("error", error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  process.exit(1);
}
