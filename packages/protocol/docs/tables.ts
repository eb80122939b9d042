import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Schema } from "../src/index.ts";

/** Marks in docs/protocol.md between which everything is generated. */
export const MARKS = {
  begin: "<!-- generated from packages/protocol/src by scripts/docs.ts -->",
  end: "<!-- end of what is generated -->",
} as const;

/** The tables of both directions, as Markdown. `source` is the text of the files that declare messages, whose comments say what each message is. */
export function tablesOf(pageSchema: Schema, serverSchema: Schema, source: string): string {
  const [page, server] = [textsOf(source, "page"), textsOf(source, "server")];
  return [
    "### Page to server",
    tableOf(pageSchema, page),
    "### Server to page",
    tableOf(serverSchema, server),
  ].join("\n\n");
}

/** `document` with what is between the marks replaced. @throws Error where it has no marks */
export function withTables(
  document: string,
  tables: string,
  marks: { begin: string; end: string } = MARKS,
): string {
  const [begin, end] = [document.indexOf(marks.begin), document.indexOf(marks.end)];
  if (begin < 0 || end < begin) {
    throw new Error(`the page has no line ${marks.begin}`);
  }
  return `${document.slice(0, begin + marks.begin.length)}\n\n${tables}\n\n${document.slice(end)}`;
}

function tableOf(schema: Schema, texts: ReadonlyMap<string, string>): string {
  const rows = Object.entries(schema).map(([kind, { type, fields }]) => {
    const list = Object.entries(fields).map(([name, field]) => `\`${name}\` ${field.label}`);
    const byte = `0x${type.toString(16).padStart(2, "0")}`;
    return `| ${byte} | \`${kind}\` | ${list.join(", ") || "–"} | ${texts.get(kind) ?? ""} |`;
  });
  return ["| Type | Message | Fields, in order | Meaning |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

/** The comment right above each message of one direction: of every const whose name begins with it. */
function textsOf(source: string, direction: "page" | "server"): ReadonlyMap<string, string> {
  const bodies = source.matchAll(
    new RegExp(`export const ${direction}[A-Z]\\w* = \\{(.*?)\\} as const;`, "gs"),
  );
  const pattern = /\/\*\* ([^*]*(?:\*(?!\/)[^*]*)*)\*\/\s*(\w+): \{\s*type:/g;
  const found = [...bodies].flatMap(([, body = ""]) => [...body.matchAll(pattern)]);
  return new Map(found.map(([, text = "", kind = ""]) => [kind, text.replaceAll(/\s+/g, " ").trim()]));
}

/** The text of every file in `folder` that may declare messages. */
export function sourcesIn(folder: string): string {
  const names = readdirSync(folder).filter(name => name.endsWith(".ts") && !name.endsWith(".test.ts"));
  return names.map(name => readFileSync(join(folder, name), "utf8")).join("\n");
}
