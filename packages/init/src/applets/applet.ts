/** A command of the multi-call binary: given its name and arguments, it returns an exit code, or execs and never returns. */
export type Applet = (args: string[], name: string) => number;

/** The account part of `user`, `user:group` or numbers in their place. */
export type Owner = { user: string; group: string | undefined };

/** Splits `user:group`. */
export function splitOwner(text: string): Owner {
  const at = text.indexOf(":");
  return at < 0 ? { user: text, group: undefined } : { user: text.slice(0, at), group: text.slice(at + 1) };
}

/** An id given as a number, or undefined. */
export function numericId(text: string): number | undefined {
  return /^[0-9]{1,10}$/.test(text) ? Number(text) : undefined;
}
