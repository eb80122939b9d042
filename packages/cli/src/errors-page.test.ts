import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { REPOSITORY } from "./testing/run.ts";

/** Ids of one word; all others have a dash, which tells them from other things called `id`. */
const SHORT_IDS = ["usage", "unexpected"];

/** Every error id that a source can give. */
async function idsInSources(): Promise<Set<string>> {
  const ids = new Set<string>();
  const files = globSync("packages/*/src/**/*.ts", { cwd: REPOSITORY }).filter(
    file => !file.endsWith(".test.ts"),
  );
  for (const file of files) {
    const text = await readFile(join(REPOSITORY, file), "utf8");
    if (text.includes("PortholeError")) {
      for (const [, id = ""] of text.matchAll(/\bid: "([a-z-]+)"/g)) {
        if (id.includes("-") || SHORT_IDS.includes(id)) {
          ids.add(id);
        }
      }
    }
  }
  const launcher = await readFile(join(REPOSITORY, "porthole"), "utf8");
  for (const [, printed, passed] of launcher.matchAll(/'\s+\[([a-z-]+)\]'|' ([a-z]+-[a-z]+)$/gm)) {
    ids.add(printed ?? passed ?? "");
  }
  return ids;
}

test("docs/errors.md explains every id in the sources, and no other", async () => {
  const page = await readFile(join(REPOSITORY, "docs/errors.md"), "utf8");
  const sections = page.split(/^### /m).slice(1);
  const explained = sections.map(section => /^`([a-z-]+)`/.exec(section)?.[1]);
  expect([...explained].sort()).toEqual([...(await idsInSources())].sort());
  for (const section of sections) {
    expect(section).toMatch(/\*\*Why\.\*\* \S[\s\S]*\*\*What to do\.\*\* \S/);
  }
});

test("docs/command-line.md names every command and option of `up`", async () => {
  const page = await readFile(join(REPOSITORY, "docs/command-line.md"), "utf8");
  const { createProgram } = await import("./program.ts");
  const program = createProgram();
  const visible = program
    .createHelp()
    .visibleCommands(program)
    .map(command => command.name());
  for (const name of visible.filter(name => name !== "help")) {
    expect(page).toMatch(new RegExp(`^\\| \`${name} ?`, "m"));
  }
  const options = program.commands.find(command => command.name() === "up")?.options ?? [];
  expect(options.length).toBeGreaterThan(10);
  for (const option of options) {
    expect(page).toContain(option.long);
  }
});
