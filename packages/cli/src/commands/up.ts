import { type Command, Option } from "commander";
import type { UpFlags } from "../actions/up.ts";
import { examples } from "./examples.ts";
import { count, gather } from "./values.ts";

/** Adds `porthole up`. */
export function addUp(program: Command): void {
  program
    .command("up")
    .summary("start an app: build what is missing, wait until it is ready, say where it is")
    .description(
      `Starts an app: installs what the machine lacks (after asking), builds the image where it is missing or its sources changed, starts the container, waits until it is ready, and prints the URL and the data folder.

What you choose is remembered: the next "up" needs no options. Data survives "down". Only this machine reaches the app, unless --lan is given.`,
    )
    .argument("<app>", "see: porthole app list")
    .option("-d, --data <folder>", "data folder (default: ~/.local/share/porthole/APP)")
    .option("-p, --port <host:container>", "publish a port elsewhere; may be repeated", gather)
    .option("-v, --volume <host:container>", "mount a further folder; may be repeated", gather)
    .option("-e, --env <name=value>", "set a variable of the app; NAME= takes it back", gather)
    .option("--lan", "let other machines reach it, with a password")
    .option("--no-lan", "take --lan back")
    .option("--forget", "forget earlier choices but the data folder")
    .option("--rebuild", "build the image again, with today's packages")
    .option("--ca <file>", "certificates (PEM) to trust while building, where HTTPS is intercepted")
    .option("--mirror <url>", "Debian mirror to build from")
    .option("--timeout <seconds>", "how long the app may take to get ready", count, 180)
    .option("-y, --yes", "install what is missing without asking (or PORTHOLE_YES=1)")
    .addOption(new Option("--json", "print the answer as JSON"))
    .addHelpText(
      "after",
      examples([
        ["porthole up NAME", "build it if need be, start it, say where it is"],
        ["porthole up NAME --yes", "the same on a machine without Docker, without questions"],
        ["porthole up NAME --port 8080:3000", "at http://localhost:8080, where the app listens on 3000"],
        ["porthole up NAME --data ~/desk --lan", "own data folder; other machines may sign in"],
        ["porthole up NAME --volume ~/Downloads:/downloads", "with a folder for the files"],
      ]),
    )
    .action(async (app: string, flags: UpFlags) => {
      const { runUp } = await import("../actions/up.ts");
      await runUp(app, flags);
    });
}
