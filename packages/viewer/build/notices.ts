import english from "../src/words/en.ts";

/** Marks in docs/page.md between which the table of notices is generated. */
export const NOTICE_MARKS = {
  begin: "<!-- generated from packages/viewer/src/words/en.ts by scripts/docs.ts -->",
  end: "<!-- end of what is generated -->",
} as const;

/** Everything that the page tells beside the picture, by id, as Markdown. */
export function noticesTable(): string {
  const rows = (from: string, notices: Readonly<Record<string, string>>) =>
    Object.entries(notices).map(([id, text]) => `| \`${id}\` | ${from} | ${text} |`);
  return [
    "| Id | Found by | Words |",
    "| --- | --- | --- |",
    ...rows("page", english.notices),
    ...rows("server", english.serverNotices),
  ].join("\n");
}
