import { SECTIONS, VARIABLES } from "./table.ts";
import { isUsed, originOf, type UsedVariable, type Variable } from "./variable.ts";

/** The page of every variable of the desktop, as Markdown. */
export function settingsPage(): string {
  const used = SECTIONS.map(({ title, variables }) => {
    const entries: [string, Variable][] = Object.entries(variables);
    return {
      title,
      rows: entries.flatMap(([name, variable]) => (isUsed(variable) ? [row(name, variable)] : [])),
    };
  }).filter(({ rows }) => rows.length > 0);
  const absent = Object.entries(VARIABLES).flatMap(([name, variable]) =>
    isUsed(variable) ? [] : [`| \`${name}\` | ${originOf(name, variable)} | ${cell(variable.absent)} |`],
  );
  return `# Settings of the desktop

Every environment variable that the desktop image and its server understand. This page is made from the tables in
[packages/desktop/src/variables](../packages/desktop/src/variables/table.ts), which the server reads by; \`node scripts/docs.ts\` writes it. What
every image understands, such as \`PUID\`, \`TZ\` and \`FILE__\`, is in [init.md](init.md).

- An empty variable counts as unset. One that cannot be read stops the server with an error that names it, its value and what is allowed.
- Selkies' variables may end with \`|locked\`: pages then cannot change the value. A range such as \`10-30\` bounds what pages may choose;
  one number, or one name of a list, cannot be changed by them.
- \`FILE__NAME=/run/secrets/file\` reads any of them from a file.
- A variable of Selkies or LinuxServer.io that means nothing here is named in the log, with the reason below.

${used.map(({ title, rows }) => [`## ${title}\n`, HEAD, ...rows].join("\n")).join("\n\n")}

## Not carried over

A \`*\` stands for any more characters.

| Variable | Of | Why |
| --- | --- | --- |
${absent.join("\n")}
`;
}

const HEAD = "| Variable | Of | Default | Allowed | Meaning |\n| --- | --- | --- | --- | --- |";

function row(name: string, variable: UsedVariable): string {
  const initial = variable.initial === undefined ? "" : `\`${variable.initial}\``;
  const names = variable.also ? ` Also ${variable.also.map(other => `\`${other}\``).join(", ")}.` : "";
  const secret = variable.secret ? " A secret." : "";
  const cells = [
    `\`${name}\``,
    originOf(name, variable),
    initial,
    variable.kind.bounds,
    `${variable.purpose}${secret}${names}`,
  ];
  return `| ${cells.map(cell).join(" | ")} |`;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
