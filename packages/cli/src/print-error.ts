import { type ErrorKind, PortholeError } from "@porthole/contract";
import { CommanderError } from "commander";
import { paint } from "./output.ts";

/** What `--json` prints on standard output when a command fails. */
export type ErrorAnswer = {
  error: { id: string; kind: ErrorKind; what: string; why: string | null; todo: string | null };
};

/**
 * Tells a person on standard error what went wrong, and a program (`json`) on standard output as well. Returns the
 * exit code: 0 success (help, version), 1 failed, 2 misuse, 130 interrupted.
 */
export function printError(error: unknown, options: { json: boolean }): number {
  if (error instanceof CommanderError) {
    return printMisuse(error, options);
  }
  if (isInterrupt(error)) {
    process.stderr.write("porthole: stopped; nothing half-made is left.\n");
    return 130;
  }
  const known = error instanceof PortholeError ? error : unexpected(error);
  process.stderr.write(`${errorText(known)}\n`);
  if (options.json) {
    process.stdout.write(`${JSON.stringify(errorAnswer(known), undefined, 2)}\n`);
  }
  return known.exitCode;
}

/** An error for people: what, why, what to do, and the id that docs/errors.md explains. */
export function errorText(error: PortholeError): string {
  const { stderr } = process;
  const indent = (text: string) => text.split("\n").map(line => `  ${line}`);
  return [
    `${paint("red", "porthole:", stderr)} ${paint("bold", error.message, stderr)}`,
    ...(error.why ? indent(error.why) : []),
    ...(error.todo ? indent(error.todo) : []),
    `  ${paint("dim", `[${error.id}]`, stderr)}`,
  ].join("\n");
}

/** See {@link ErrorAnswer}. */
export function errorAnswer(error: PortholeError): ErrorAnswer {
  const { id, kind, message, why, todo } = error;
  return { error: { id, kind, what: message, why: why ?? null, todo: todo ?? null } };
}

function printMisuse(error: CommanderError, options: { json: boolean }): number {
  if (error.exitCode === 0) {
    return 0;
  }
  // commander has already told the person.
  if (options.json) {
    const what = error.message.replace(/^error: /, "");
    process.stdout.write(
      `${JSON.stringify({ error: { id: "usage", kind: "misuse", what, why: null, todo: "porthole help" } }, undefined, 2)}\n`,
    );
  }
  return 2;
}

function isInterrupt(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}

function unexpected(error: unknown): PortholeError {
  return new PortholeError({
    kind: "outside",
    id: "unexpected",
    what: error instanceof Error ? error.message : String(error),
    why: "This is a defect in Porthole, or something it did not expect.",
    todo: process.env.PORTHOLE_DEBUG
      ? error instanceof Error
        ? error.stack
        : undefined
      : "Set PORTHOLE_DEBUG=1 and repeat the command to see where it happened.",
    cause: error,
  });
}
