import { PortholeError } from "@porthole/contract";
import type { Kind } from "./kinds.ts";

/** An environment variable that counts. */
export type UsedVariable = {
  kind: Kind<unknown>;
  /** What it is where nothing is set, as a person would write it; left out where that is nothing. */
  initial?: string;
  /** One sentence or two for the docs. */
  purpose: string;
  /** Other names of it, that count where it is not set itself. */
  also?: readonly string[];
  /** Whose name it is, where the name does not begin with `SELKIES_` or `PORTHOLE_`; LinuxServer.io's when left out. */
  from?: Origin;
  /** Never printed, and read from a file as `FILE__NAME`. */
  secret?: true;
  /** Who reads it, where that is not the server: the container's own steps. */
  by?: "session";
  /** Set by the image itself; a person has no use for it. */
  internal?: true;
};

/** A variable of LinuxServer.io's desktop or of Selkies that means nothing here. A `*` at the end stands for any more. */
export type AbsentVariable = {
  /** Why, as a sentence. */
  absent: string;
};

export type Variable = UsedVariable | AbsentVariable;
export type Origin = "LinuxServer.io" | "Selkies" | "Porthole" | "systems";
/** The variables of one area by their names. */
export type Variables = Readonly<Record<string, Variable>>;

/** What an environment is read from. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Value of a variable: undefined where it is unset and has no default. */
export type ValueOf<Entry> = Entry extends { kind: Kind<infer Value> }
  ? Entry extends { initial: string }
    ? Value
    : Value | undefined
  : never;

/** Whether a variable counts. */
export function isUsed(variable: Variable): variable is UsedVariable {
  return "kind" in variable;
}

/** Whose name a variable has. */
export function originOf(name: string, variable: Variable): Origin {
  const own = isUsed(variable) ? variable.from : undefined;
  return (
    own ??
    (name.startsWith("SELKIES_") ? "Selkies" : name.startsWith("PORTHOLE_") ? "Porthole" : "LinuxServer.io")
  );
}

/**
 * Reads one variable. An empty one counts as unset. `|locked` behind a value is Selkies' way of saying that pages must
 * not change it.
 * @throws PortholeError `setting-invalid` naming the variable that was set
 */
export function readVariable<Entry extends UsedVariable>(
  env: Environment,
  name: string,
  variable: Entry,
): ValueOf<Entry> {
  const set = [name, ...(variable.also ?? [])].find(one => env[one]);
  const given = (set === undefined ? variable.initial : env[set]) ?? "";
  if (given === "") {
    return undefined as ValueOf<Entry>;
  }
  const [words, locked] = withoutLock(set ?? name, given);
  const value = variable.kind.read(words, locked);
  if (value === undefined) {
    throw settingInvalid(set ?? name, variable.secret ? "…" : given, variable.kind.wanted);
  }
  return value as ValueOf<Entry>;
}

/** Only Selkies' variables have the suffix: a password may end in anything. */
function withoutLock(name: string, given: string): [words: string, locked: boolean] {
  const [, words, lock] = name.startsWith("SELKIES_") ? (/^(.*?)(\|locked)?$/s.exec(given.trim()) ?? []) : [];
  return words === undefined ? [given, false] : [words.trim(), lock !== undefined];
}

/** What is said of a variable that cannot be read; `wanted` completes "which is not …". */
export function settingInvalid(name: string, given: string, wanted: string): PortholeError {
  return new PortholeError({
    kind: "misuse",
    id: "setting-invalid",
    what: `${name} is "${given}", which is not ${wanted}.`,
    todo: `Set ${name} to ${wanted}, or leave it out.`,
  });
}
