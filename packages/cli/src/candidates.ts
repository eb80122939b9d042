import type { Command, Option } from "commander";

/** One thing that may stand where the cursor is. */
export type Candidate = { word: string; meaning: string };

/** What only the catalog knows. */
export type Names = { apps(): Promise<Candidate[]>; images(): Promise<Candidate[]> };

/**
 * What may stand in place of the last of `words` (empty when nothing is typed yet). `words` leaves out the program's
 * own name. An empty list lets the shell offer files.
 */
export async function candidates(
  program: Command,
  words: readonly string[],
  names: Names,
): Promise<Candidate[]> {
  const typed = words.at(-1) ?? "";
  const { command, rest } = descend(program, words.slice(0, -1));
  const waiting = valueOption(command, rest.at(-1));
  if (waiting) {
    return startingWith(
      typed,
      (waiting.argChoices ?? []).map(word => ({ word, meaning: "" })),
    );
  }
  if (typed.startsWith("-")) {
    return startingWith(typed, optionCandidates(command));
  }
  const given = positionals(command, rest);
  if (command.commands.length > 0 && given.length === 0) {
    const subcommands = command.createHelp().visibleCommands(command);
    return startingWith(
      typed,
      subcommands.map(c => ({ word: c.name(), meaning: c.summary() || c.description() })),
    );
  }
  return startingWith(typed, await argumentCandidates(command, given, names));
}

function descend(program: Command, words: readonly string[]): { command: Command; rest: string[] } {
  let command = program;
  const rest = [...words];
  for (let next = rest[0]; next !== undefined; next = rest[0]) {
    if (next === "help" && command === program) {
      return { command: program, rest: rest.slice(1) };
    }
    const child = command.commands.find(c => c.name() === next);
    if (!child) {
      break;
    }
    command = child;
    rest.shift();
  }
  return { command, rest };
}

function valueOption(command: Command, word: string | undefined): Option | undefined {
  const option = command.options.find(o => o.short === word || o.long === word);
  return word !== undefined && option?.required ? option : undefined;
}

function positionals(command: Command, words: readonly string[]): string[] {
  return words.filter(
    (word, at) => !word.startsWith("-") && valueOption(command, words[at - 1]) === undefined,
  );
}

function optionCandidates(command: Command): Candidate[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .flatMap(option => (option.long ? [{ word: option.long, meaning: option.description }] : []));
}

async function argumentCandidates(
  command: Command,
  given: readonly string[],
  names: Names,
): Promise<Candidate[]> {
  const args = command.registeredArguments;
  const argument = args[given.length] ?? (args.at(-1)?.variadic ? args.at(-1) : undefined);
  if (!argument) {
    return [];
  }
  if (argument.argChoices) {
    return argument.argChoices.filter(word => !given.includes(word)).map(word => ({ word, meaning: "" }));
  }
  switch (argument.name()) {
    case "app":
      return (await names.apps()).filter(({ word }) => !given.includes(word));
    case "image":
      return (await names.images()).filter(({ word }) => !given.includes(word));
    default:
      return [];
  }
}

function startingWith(typed: string, all: readonly Candidate[]): Candidate[] {
  return all.filter(({ word }) => word.startsWith(typed));
}
