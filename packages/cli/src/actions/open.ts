import { spawn } from "node:child_process";
import { notRunning, statusOne } from "@porthole/fleet";
import { openFleet } from "../context.ts";
import { say } from "../output.ts";
import { findProgram } from "../requirements/index.ts";

/** Opens an app's page in the person's browser, and prints its URL either way. */
export async function runOpen(name: string): Promise<void> {
  const app = await statusOne(await openFleet(), name);
  if (app.url === null) {
    throw notRunning(name);
  }
  say(app.url);
  const opener = findProgram("xdg-open");
  if (opener && (process.env.DISPLAY || process.env.WAYLAND_DISPLAY)) {
    const child = spawn(opener, [app.url], { detached: true, stdio: "ignore" });
    // The URL is printed already; a browser that does not start is no failure.
    child.on("error", () => undefined);
    child.unref();
  }
}
