import { bundleFolder, etcFolder } from "../env/profile.ts";
import { readMilliseconds } from "../env/settings.ts";
import type { Files } from "../files/files.ts";
import type { Definition, Longrun, Oneshot, Problem } from "./definition.ts";
import { connectPipelines } from "./pipelines.ts";
import { readDefinitions } from "./read.ts";
import { type Graph, resolveGraph } from "./resolve.ts";

/** Where images, mods and users put service definitions. */
export const DEFINITIONS = "/etc/s6-overlay/s6-rc.d";
/** Below /etc or a profile's folder, as is what follows. */
const DEFINITIONS_IN = "s6-overlay/s6-rc.d";
const LEGACY_SERVICES_IN = "services.d";
/** Milliseconds that a service of the older layout may take to stop. */
const LEGACY_GRACE = 3000;
/** What is started, with all it depends on. */
const ROOTS = ["base", "user", "legacy-services", "user2"];

/** A graph and what else was read with it. */
export type LoadedGraph = Graph & {
  /** Files that have no effect, one line each. */
  notes: string[];
  /** The services behind the name of each bundle. */
  bundles: Map<string, string[]>;
};

/**
 * Reads the whole graph below `root` ("" for the running system).
 *
 * With `all`, every definition is resolved, not only those that are wanted: for a check at image build.
 */
export function loadGraph(files: Files, root: string, all = false): LoadedGraph {
  const etc = etcFolder(files);
  const { definitions, problems, notes } = readDefinitions(files, root, `${etc}/${DEFINITIONS_IN}`);
  const bundles = readDefinitions(files, root, bundleFolder(files));
  for (const [name, bundle] of bundles.definitions) {
    definitions.set(name, mergeBundles(definitions.get(name), bundle));
  }
  const pipelineProblems = connectPipelines(definitions);
  const grace = readMilliseconds(files, "S6_SERVICES_GRACETIME", LEGACY_GRACE);
  const legacy = legacyServices(files, root, `${etc}/${LEGACY_SERVICES_IN}`, grace);
  for (const [name, definition] of builtIn(legacy)) {
    if (!definitions.has(name)) definitions.set(name, definition);
  }
  const unreadable: Problem[] = [...problems, ...bundles.problems, ...pipelineProblems];
  const graph = resolveGraph(definitions, all ? [...definitions.keys()] : ROOTS, unreadable);
  return { ...graph, notes: [...notes, ...bundles.notes], bundles: expandBundles(definitions) };
}

function expandBundles(definitions: ReadonlyMap<string, Definition>): Map<string, string[]> {
  const expand = (name: string, seen: ReadonlySet<string>): string[] => {
    const definition = definitions.get(name);
    if (definition?.type !== "bundle") return definition ? [name] : [];
    if (seen.has(name)) return [];
    return definition.contents.flatMap(member => expand(member, new Set([...seen, name])));
  };
  const names = [...definitions.values()].flatMap(({ type, name }) => (type === "bundle" ? [name] : []));
  return new Map(names.map(name => [name, [...new Set(expand(name, new Set()))]]));
}

function mergeBundles(old: Definition | undefined, added: Definition): Definition {
  if (old?.type !== "bundle" || added.type !== "bundle") return added;
  return { ...old, contents: [...new Set([...old.contents, ...added.contents])] };
}

/** What an image need not define: the bundle `base`, and the hooks for files in the older layout. */
function builtIn(services: Longrun[]): Map<string, Definition> {
  const definitions: Definition[] = [
    { type: "bundle", name: "base", folder: "", contents: ["fix-attrs", "legacy-cont-init"] },
    step("fix-attrs", []),
    { ...step("legacy-cont-init", ["fix-attrs"]), down: { kind: "step", step: "cont-finish" } },
    step("legacy-services", ["base", "user", ...services.map(service => service.name)]),
    ...services,
  ];
  return new Map(definitions.map(definition => [definition.name, definition]));
}

function step(name: string, dependencies: string[]): Oneshot {
  return {
    type: "oneshot",
    name,
    folder: DEFINITIONS,
    dependencies,
    essential: false,
    timeoutUp: undefined,
    timeoutDown: undefined,
    up: { kind: "step", step: name },
    down: { kind: "nothing" },
  };
}

/** Folders in /etc/services.d are supervised like any service, after everything in the graph. `grace` 0 is no limit. */
function legacyServices(files: Files, root: string, folder: string, grace: number): Longrun[] {
  const { definitions } = readDefinitions(withType(files), root, folder);
  return [...definitions.values()].flatMap(definition =>
    definition.type === "longrun"
      ? [
          {
            ...definition,
            name: `legacy-${definition.name}`,
            dependencies: ["base", "user"],
            timeoutDown: definition.timeoutDown ?? (grace || undefined),
          },
        ]
      : [],
  );
}

/** The older layout has no file `type`: every folder is a longrun. */
function withType(files: Files): Files {
  const read = (path: string) => (path.endsWith("/type") ? "longrun\n" : files.read(path));
  return { ...files, list: path => files.list(path), stat: path => files.stat(path), read };
}
