import { Command } from "commander";
import { addAppCommands } from "./commands/apps.ts";
import { addCatalogCommands } from "./commands/catalog.ts";
import { addMachineCommands } from "./commands/machine.ts";
import { addUp } from "./commands/up.ts";
import { VERSION } from "./root.ts";

/** The grammar of the command line. Commands load what they work with only when they run. */
export function createProgram(): Command {
  const program = new Command("porthole")
    .description("Any Linux application in a container that behaves, and in a window in the browser.")
    .version(VERSION, "-V, --version", "print the version")
    .helpOption("-h, --help", "explain a command")
    .helpCommand("help [command]", "explain a command")
    .showSuggestionAfterError()
    .showHelpAfterError("Try: porthole help")
    // Options after an app's name in `exec` belong to the command that runs inside.
    .enablePositionalOptions()
    .configureOutput({
      outputError: (text, write) => write(text.replace(/^error: /, "porthole: ")),
    })
    .exitOverride()
    .addHelpText(
      "after",
      `
Start here:
  porthole app list            what there is
  porthole up NAME             build it, start it, say where it is
  porthole help up             everything about one command

Exit code: 0 done, 1 failed, 2 misuse, 130 interrupted. Errors carry an [id] that docs/errors.md explains.`,
    );
  addUp(program);
  addAppCommands(program);
  addCatalogCommands(program);
  addMachineCommands(program);
  return program;
}
