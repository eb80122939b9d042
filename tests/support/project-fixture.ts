import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A throw-away folder with the given files; `images/NAME` given as an object becomes its manifest. */
export async function projectFixture(
  files: Record<string, string | object>,
): Promise<AsyncDisposable & { root: string }> {
  const root = await mkdtemp(join(tmpdir(), "porthole-fixture-"));
  for (const [path, content] of Object.entries(files)) {
    const isManifest = typeof content !== "string";
    const target = join(root, isManifest ? `${path}/manifest.ts` : path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, isManifest ? `export default ${JSON.stringify(content)};\n` : content);
  }
  return { root, [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }) };
}
