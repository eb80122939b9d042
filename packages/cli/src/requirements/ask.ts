import { createInterface } from "node:readline/promises";

/** Asks a question at the terminal; Enter means yes. Aborts when Ctrl-C is pressed. */
export async function askYesNo(question: string): Promise<boolean> {
  using ask = createInterface({ input: process.stdin, output: process.stderr });
  const stopped = new AbortController();
  ask.once("SIGINT", () => stopped.abort());
  ask.once("close", () => stopped.abort());
  const answer = await ask.question(`${question} [Y/n] `, { signal: stopped.signal });
  return /^(y|yes|)$/i.test(answer.trim());
}
