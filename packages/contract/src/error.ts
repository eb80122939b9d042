/**
 * The four kinds of trouble a caller can tell apart.
 *
 * - `misuse`: the command or call was wrong; exit code 2.
 * - `state`: right call, wrong moment (already running, lock held).
 * - `unsupported`: this machine or build cannot do it.
 * - `outside`: something beyond Porthole failed (engine, network, disk).
 */
export type ErrorKind = "misuse" | "state" | "unsupported" | "outside";

/** What a {@link PortholeError} is made of. */
export type ErrorFields = {
  kind: ErrorKind;
  /** Permanent, kebab-case: `port-taken`. Listed in docs/errors.md. */
  id: string;
  /** What happened, with the value concerned. One sentence. */
  what: string;
  /** Why, where it is known. */
  why?: string | undefined;
  /** What the user can do. Commands stand on lines of their own. */
  todo?: string | undefined;
  cause?: unknown;
};

/** An error meant for a person: an id, what happened, why, what to do. Printed without a stack trace. */
export class PortholeError extends Error {
  override readonly name = "PortholeError";
  readonly kind: ErrorKind;
  readonly id: string;
  readonly why: string | undefined;
  readonly todo: string | undefined;

  constructor(fields: ErrorFields) {
    super(fields.what, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.kind = fields.kind;
    this.id = fields.id;
    this.why = fields.why;
    this.todo = fields.todo;
  }

  /** 2 for misuse, 1 for everything else. */
  get exitCode(): 1 | 2 {
    return this.kind === "misuse" ? 2 : 1;
  }
}
