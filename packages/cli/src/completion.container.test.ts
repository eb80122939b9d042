import { ensureImage, loadCatalog } from "@porthole/builder";
import { connectEngine } from "@porthole/engine";
import { beforeAll, expect, test } from "vitest";
import { projectFixture } from "../../../tests/support/project-fixture.ts";
import { capture } from "../../../tests/support/shell.ts";
import { ROOT } from "./root.ts";

/** A machine with the shells that Debian does not bring; libatomic is for Porthole's own Node. */
const SHELLS = {
  name: "fixture-shells",
  title: "Shells",
  summary: "For tests.",
  from: { debian: "trixie" },
  packages: ["fish", "libatomic1", "zsh"],
};

let image: string;
beforeAll(async () => {
  await using project = await projectFixture({ [`images/${SHELLS.name}`]: SHELLS });
  const catalog = await loadCatalog(project.root);
  image = (await ensureImage(await connectEngine(), project.root, catalog, SHELLS.name)).tag;
});

/** Runs a script in a shell that finds `porthole` on its path. */
function run(shell: string, script: string): Promise<string> {
  // biome-ignore format: one option a word
  return capture("docker", "run", "--rm", "-v", `${ROOT}:/porthole:ro`, "-e", "PATH=/porthole:/usr/bin:/bin",
    "--entrypoint", shell, image, "-c", script);
}

test("fish completes apps, commands and options, and files only where one is wanted", async () => {
  const found = await run(
    "fish",
    `porthole completion fish | source
for line in "up " "do" "up --l" "up webtop --data /porthole/doc"; complete -C "porthole $line"; echo ====; end`,
  );
  const [apps, commands, options, files] = found.split(/^====$/m).map(part => part.match(/^[^\t\n]+/gm));
  expect(apps).toEqual(expect.arrayContaining(["nzbget", "webtop"]));
  expect(apps).not.toContain("README.md");
  expect(commands).toEqual(["doctor", "down"]);
  expect(options).toContain("--lan");
  expect(files).toEqual(["/porthole/docs/"]);
});

test("zsh completes with its script", async () => {
  // In place of zsh's own display, which needs a terminal.
  const found = await run(
    "zsh",
    `autoload -Uz compinit; compinit -u; source <(porthole completion zsh)
_describe() { print -l -- "\${(@P)2}" }
words=(porthole up web); CURRENT=3; _porthole`,
  );
  expect(found).toBe("webtop:Webtop");
});
