import { basename, dirname } from "node:path";
import { type PreRenderedChunk, rolldown } from "rolldown";

/** A built script: the entry, or what it loads later. `isWords` for a language's table. */
export type Script = { name: string; code: string; isEntry: boolean; isWords: boolean };

const WORDS_FOLDER = "words";

/**
 * Bundles one entry. All that it imports statically is one file with the entry's name, however many of the parts that
 * it loads later share it; each of those is a file with a hash in its name, so that a page never mixes two builds.
 * @param entry path of a `.ts` file
 * @param target browsers, as rolldown and esbuild name them
 */
export async function scriptsOf(entry: string, target: string[]): Promise<Script[]> {
  const own = basename(entry, ".ts");
  const bundle = await rolldown({
    // The entry itself goes into the group below; what is left under this name only imports it.
    input: { start: entry },
    platform: "browser",
    preserveEntrySignatures: false,
    transform: { target },
    onLog(level, log) {
      if (level === "warn") {
        throw new Error(log.message);
      }
    },
  });
  let core: Set<string> | undefined;
  const { output } = await bundle.generate({
    format: "esm",
    minify: true,
    comments: false,
    entryFileNames: "[name].js",
    chunkFileNames: ({ name }: PreRenderedChunk) => (name === own ? `${own}.js` : "[name]-[hash].js"),
    codeSplitting: {
      groups: [
        {
          debugName: own,
          name(id, graph) {
            core ??= reach(entry, module => graph.getModuleInfo(module)?.importedIds ?? []);
            return core.has(id) ? own : null;
          },
        },
      ],
    },
  });
  await bundle.close();
  const chunks = output.filter(file => file.type === "chunk");
  // Where nothing is loaded later, the entry is not split from the rest.
  const first = chunks.find(({ name }) => name === own) ?? chunks.find(({ isEntry }) => isEntry);
  return chunks
    .filter(chunk => chunk === first || !chunk.isEntry)
    .map(chunk => ({
      name: chunk === first ? `${own}.js` : chunk.fileName,
      code: chunk.code,
      isEntry: chunk === first,
      isWords: chunk.moduleIds.some(id => basename(dirname(id)) === WORDS_FOLDER),
    }));
}

/** All modules that `entry` needs before it runs, itself included. */
function reach(entry: string, importsOf: (module: string) => readonly string[]): Set<string> {
  const found = new Set<string>();
  const waiting = [entry];
  for (let module = waiting.pop(); module !== undefined; module = waiting.pop()) {
    if (!found.has(module)) {
      found.add(module);
      waiting.push(...importsOf(module));
    }
  }
  return found;
}
