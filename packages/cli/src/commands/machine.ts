import { Argument, type Command } from "commander";
import { TEST_PARTS } from "../test-parts.ts";
import { examples } from "./examples.ts";

/** Adds what concerns this machine and this copy: doctor, test, completion. */
export function addMachineCommands(program: Command): void {
  program
    .command("doctor")
    .description("look at everything apps depend on: each line says OK or what to do")
    .option("--json", "print the answer as JSON")
    .addHelpText("after", examples([["porthole doctor", "each line says OK, or what to do"]]))
    .action(async (flags: { json?: boolean }) => {
      const { runDoctor } = await import("../actions/doctor.ts");
      await runDoctor(flags);
    });

  program
    .command("test")
    .description("set up what Porthole's own tests need and run them, all or the parts named")
    .addArgument(new Argument("[part...]").choices(Object.keys(TEST_PARTS)))
    .option("-y, --yes", "install what is missing without asking (or PORTHOLE_YES=1)")
    .addHelpText(
      "after",
      examples([
        ["porthole test --yes", "everything, as CI does"],
        ["porthole test types unit", "what needs no engine"],
      ]),
    )
    .action(async (parts: string[], flags: { yes?: boolean }) => {
      const { runTest } = await import("../actions/test.ts");
      await runTest(parts, flags);
    });

  program
    .command("completion")
    .description("print a script that makes your shell complete commands, options and names")
    .addArgument(new Argument("<shell>").choices(["bash", "zsh", "fish"]))
    .addHelpText(
      "after",
      examples([
        ["porthole completion bash > ~/.local/share/bash-completion/completions/porthole", "bash"],
        ["porthole completion zsh > ~/.zfunc/_porthole", "zsh, with ~/.zfunc in fpath"],
        ["porthole completion fish > ~/.config/fish/completions/porthole.fish", "fish"],
      ]),
    )
    .action(async (shell: "bash" | "zsh" | "fish") => {
      const { runCompletion } = await import("../actions/completion.ts");
      runCompletion(shell);
    });

  program
    .command("__complete", { hidden: true })
    .description("print what may stand in place of the last word, one candidate a line with its meaning")
    .argument("[words...]")
    .allowUnknownOption()
    .passThroughOptions()
    .helpOption(false)
    .action(async (words: string[]) => {
      const { runComplete } = await import("../actions/completion.ts");
      await runComplete(program, words);
    });
}
