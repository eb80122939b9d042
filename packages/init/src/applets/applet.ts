/** A command of the multi-call binary: given its name and arguments, it returns an exit code, or execs and never returns. */
export type Applet = (args: string[], name: string) => number;
