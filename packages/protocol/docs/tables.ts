import type { Schema } from "../src/index.ts";

/** Marks in docs/protocol.md between which everything is generated. */
export const MARKS = {
  begin: "<!-- generated from packages/protocol/src/messages.ts by scripts/docs.ts -->",
  end: "<!-- end of what is generated -->",
} as const;

/** The tables of both directions, as Markdown. `source` is the text of messages.ts, whose comments say what each message is. */
export function tablesOf(pageSchema: Schema, serverSchema: Schema, source: string): string {
  const [page, server] = [textsOf(source, "pageSchema"), textsOf(source, "serverSchema")];
  return [
    "### Page to server",
    tableOf(pageSchema, page),
    "### Server to page",
    tableOf(serverSchema, server),
  ].join("\n\n");
}

/** `document` with what is between the marks replaced. @throws Error where it has no marks */
export function withTables(document: string, tables: string): string {
  const [begin, end] = [document.indexOf(MARKS.begin), document.indexOf(MARKS.end)];
  if (begin < 0 || end < begin) {
    throw new Error("docs/protocol.md has no marks for its tables");
  }
  return `${document.slice(0, begin + MARKS.begin.length)}\n\n${tables}\n\n${document.slice(end)}`;
}

function tableOf(schema: Schema, texts: ReadonlyMap<string, string>): string {
  const rows = Object.entries(schema).map(([kind, { type, fields }]) => {
    const list = Object.entries(fields).map(([name, field]) => `\`${name}\` ${field.label}`);
    const byte = `0x${type.toString(16).padStart(2, "0")}`;
    return `| ${byte} | \`${kind}\` | ${list.join(", ") || "–"} | ${texts.get(kind) ?? ""} |`;
  });
  return ["| Type | Message | Fields, in order | Meaning |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

/** The comment right above each message of one schema. */
function textsOf(source: string, schema: string): ReadonlyMap<string, string> {
  const start = source.indexOf(`export const ${schema} = {`);
  const body = source.slice(start, source.indexOf("} as const;", start));
  const pattern = /\/\*\* ([^*]*(?:\*(?!\/)[^*]*)*)\*\/\s*(\w+): \{\s*type:/g;
  return new Map(
    [...body.matchAll(pattern)].map(([, text = "", kind = ""]) => [
      kind,
      text.replaceAll(/\s+/g, " ").trim(),
    ]),
  );
}
