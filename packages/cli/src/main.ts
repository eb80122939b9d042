import { PortholeError } from "@porthole/contract";
import { finished, tolerateLostReaders } from "./exit.ts";
import { wantsJson } from "./output.ts";
import { printError } from "./print-error.ts";
import { createProgram } from "./program.ts";

tolerateLostReaders();
const words = process.argv.slice(2);
let code = 0;
try {
  const program = createProgram();
  await program.parseAsync(words, { from: "user" });
  code = Number(process.exitCode ?? 0);
} catch (error) {
  code = (await runAgain(error)) ?? printError(error, { json: wantsJson(words) });
}
await finished(code);

/** A person who has joined the engine's group since this session began is served all the same. */
async function runAgain(error: unknown): Promise<number | undefined> {
  if (error instanceof PortholeError && error.id === "engine-no-permission") {
    const { runAgainInGroup } = await import("./docker-group.ts");
    return await runAgainInGroup(words);
  }
  return undefined;
}
