import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { CLOSE, PROTOCOL_VERSION, pageSchema, serverSchema } from "../src/index.ts";
import { sourcesIn, tablesOf, withTables } from "./tables.ts";

const document = readFileSync(join(import.meta.dirname, "../../../docs/protocol.md"), "utf8");
const tables = tablesOf(pageSchema, serverSchema, sourcesIn(join(import.meta.dirname, "../src")));

it("docs/protocol.md is what `node scripts/docs.ts` writes", () => {
  expect(document).toBe(withTables(document, tables));
});

it("names every message and field, and says what each message with fields is for", () => {
  for (const schema of [pageSchema, serverSchema]) {
    for (const [kind, { fields }] of Object.entries(schema)) {
      expect(tables).toContain(`\`${kind}\``);
      for (const name of Object.keys(fields)) {
        expect(tables).toContain(`\`${name}\``);
      }
    }
  }
  expect(tables).toContain("Pointer at desktop pixel");
});

it("the prose names the version and every close code", () => {
  expect(document).toContain(`version ${PROTOCOL_VERSION}`);
  for (const code of Object.values(CLOSE)) {
    expect(document).toContain(`| ${code} |`);
  }
});
