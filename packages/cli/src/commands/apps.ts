import type { Command } from "commander";
import type { ExecFlags } from "../actions/exec.ts";
import type { LogFlags } from "../actions/logs.ts";
import { examples } from "./examples.ts";
import { count, gather } from "./values.ts";

/** Adds what is done with apps that run: down, restart, logs, exec, status, open. */
export function addAppCommands(program: Command): void {
  program
    .command("down")
    .description("stop apps and remove their containers; data and choices stay")
    .argument("<app...>")
    .addHelpText("after", examples([["porthole down NAME", "stop it; porthole up NAME finds the same data"]]))
    .action(async (apps: string[]) => {
      const { runDown } = await import("../actions/down.ts");
      await runDown(apps);
    });

  program
    .command("restart")
    .description("restart an app and wait until it is ready")
    .argument("<app>")
    .option("--timeout <seconds>", "how long the app may take to get ready", count, 180)
    .option("--json", "print the answer as JSON")
    .addHelpText("after", examples([["porthole restart NAME", "the same container, started afresh"]]))
    .action(async (app: string, flags: { json?: boolean; timeout: number }) => {
      const { runRestart } = await import("../actions/down.ts");
      await runRestart(app, flags);
    });

  program
    .command("logs")
    .description("print what an app wrote: output to standard output, errors to standard error")
    .argument("<app>")
    .option("-f, --follow", "go on until the app stops or Ctrl-C")
    .option("-n, --lines <count>", "only so many lines from the end", count)
    .option("-t, --timestamps", "begin each line with its time")
    .addHelpText(
      "after",
      examples([
        ["porthole logs NAME -n 50", "the last 50 lines"],
        ["porthole logs NAME -f", "everything, and what comes"],
      ]),
    )
    .action(async (app: string, flags: LogFlags) => {
      const { runLogs } = await import("../actions/logs.ts");
      await runLogs(app, flags);
    });

  program
    .command("exec")
    .description("run a command inside an app, a shell by default; its exit code becomes Porthole's")
    .argument("<app>")
    .argument("[command...]", "command and its arguments")
    .option("-u, --user <name|uid[:gid]>", "run as that user (default: root)")
    .option("-e, --env <name=value>", "set a variable; may be repeated", gather)
    .option("-w, --cwd <folder>", "start in that folder")
    .passThroughOptions()
    .addHelpText(
      "after",
      examples([
        ["porthole exec NAME", "a shell"],
        ["porthole exec NAME ls -l /config", "one command"],
        ["porthole exec -u abc NAME id", "as the user the app runs as"],
      ]),
    )
    .action(async (app: string, command: string[], flags: ExecFlags) => {
      const { runExec } = await import("../actions/exec.ts");
      await runExec(app, command, flags);
    });

  program
    .command("status")
    .description("tell how all apps are, or one closely: its services, its sign-in")
    .argument("[app]")
    .option("--json", "print the answer as JSON")
    .addHelpText(
      "after",
      examples([
        ["porthole status", "a table of all apps"],
        ["porthole status NAME", "services, password, data folder"],
        ["porthole status --json", "for programs"],
      ]),
    )
    .action(async (app: string | undefined, flags: { json?: boolean }) => {
      const { runStatus, runStatusOne } = await import("../actions/status.ts");
      await (app === undefined ? runStatus(flags) : runStatusOne(app, flags));
    });

  program
    .command("open")
    .description("open an app's page in your browser, and print its URL")
    .argument("<app>")
    .addHelpText("after", examples([["porthole open NAME", "as if you had typed the URL"]]))
    .action(async (app: string) => {
      const { runOpen } = await import("../actions/open.ts");
      await runOpen(app);
    });
}
