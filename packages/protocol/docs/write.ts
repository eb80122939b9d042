/** Writes the tables of docs/protocol.md anew: `node packages/protocol/docs/write.ts`. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pageSchema, serverSchema } from "../src/index.ts";
import { tablesOf, withTables } from "./tables.ts";

const document = join(import.meta.dirname, "../../../docs/protocol.md");
const source = readFileSync(join(import.meta.dirname, "../src/messages.ts"), "utf8");
writeFileSync(
  document,
  withTables(readFileSync(document, "utf8"), tablesOf(pageSchema, serverSchema, source)),
);
