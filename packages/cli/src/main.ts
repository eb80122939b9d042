import { finished } from "./exit.ts";
import { wantsJson } from "./output.ts";
import { printError } from "./print-error.ts";
import { createProgram } from "./program.ts";

const words = process.argv.slice(2);
let code = 0;
try {
  const program = createProgram();
  await program.parseAsync(words, { from: "user" });
  code = Number(process.exitCode ?? 0);
} catch (error) {
  code = printError(error, { json: wantsJson(words) });
}
await finished(code);
