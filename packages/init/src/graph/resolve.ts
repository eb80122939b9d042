import { findCycle } from "./cycle.ts";
import type { Definition, Longrun, Oneshot, Problem } from "./definition.ts";

/** A service that will be started, and the services that must be up before it. */
export type Node = { definition: Oneshot | Longrun; after: string[] };

/** What to start, and what is wrong with the rest. */
export type Graph = {
  nodes: Map<string, Node>;
  /** Services that were wanted and cannot be started, each with the reason. */
  leftOut: Map<string, string>;
  problems: Problem[];
};

/**
 * Works out what has to be started for `roots`: bundles are replaced by their contents, dependencies are added.
 *
 * A service that names what does not exist, or is part of a cycle, is left out, and so is what depends on it. The
 * base's own steps are hooks that others attach to: they go on without what was left out.
 */
export function resolveGraph(
  definitions: ReadonlyMap<string, Definition>,
  roots: readonly string[],
  unreadable: readonly Problem[],
): Graph {
  return new Resolver(definitions, unreadable).resolve(roots);
}

class Resolver {
  private readonly definitions: ReadonlyMap<string, Definition>;
  private readonly problems: Problem[];
  private readonly bad = new Map<string, string>();
  private readonly nodes = new Map<string, Node>();

  constructor(definitions: ReadonlyMap<string, Definition>, unreadable: readonly Problem[]) {
    this.definitions = definitions;
    this.problems = [...unreadable];
    for (const problem of unreadable) {
      if (problem.tolerated !== true) this.bad.set(problem.service, problem.message);
    }
  }

  resolve(roots: readonly string[]): Graph {
    for (const root of roots) {
      for (const name of this.expand(root, undefined)) this.visit(name);
    }
    while (this.dropUnstartable() || this.breakCycle());
    const wanted = new Map(
      [...this.bad].filter(([name]) => this.nodes.delete(name) || this.wanted.has(name)),
    );
    for (const node of this.nodes.values()) node.after = node.after.filter(name => this.nodes.has(name));
    return { nodes: this.nodes, leftOut: wanted, problems: this.problems };
  }

  private readonly wanted = new Set<string>();

  private visit(name: string): void {
    this.wanted.add(name);
    const definition = this.definitions.get(name);
    if (this.nodes.has(name) || !definition || definition.type === "bundle") return;
    const node: Node = { definition, after: [] };
    this.nodes.set(name, node);
    const after = new Set<string>();
    for (const dependency of definition.dependencies) {
      for (const service of this.expand(dependency, definition)) after.add(service);
    }
    node.after = [...after];
    for (const service of after) this.visit(service);
  }

  /** The services behind a name; a name that leads nowhere makes its reader bad. */
  private expand(name: string, reader: Oneshot | Longrun | undefined, seen = new Set<string>()): string[] {
    const definition = this.definitions.get(name);
    if (!definition) {
      if (!this.bad.has(name)) this.missing(name, reader);
      return [name];
    }
    if (definition.type !== "bundle") return [name];
    if (seen.has(name)) return [];
    seen.add(name);
    const inside = definition.contents.flatMap(member => {
      if (!this.definitions.has(member) && !this.bad.has(member)) {
        this.report(name, `${definition.folder}/contents.d/${member}`, `there is no service ${member}`);
        return [];
      }
      return this.expand(member, undefined, seen);
    });
    return inside;
  }

  private missing(name: string, reader: Oneshot | Longrun | undefined): void {
    if (!reader) return;
    const message = `there is no service ${name}`;
    this.report(reader.name, `${reader.folder}/dependencies.d/${name}`, message);
    if (!isStep(reader)) this.bad.set(reader.name, `it depends on ${name}, which does not exist`);
  }

  /** @returns true when a service was found that cannot be started because of another */
  private dropUnstartable(): boolean {
    let changed = false;
    for (const [name, node] of this.nodes) {
      if (this.bad.has(name) || isStep(node.definition)) continue;
      const culprit = node.after.find(service => this.bad.has(service));
      if (culprit === undefined) continue;
      this.bad.set(name, `it depends on ${culprit}, which was left out`);
      changed = true;
    }
    return changed;
  }

  private breakCycle(): boolean {
    const edges = (name: string) => (this.nodes.get(name)?.after ?? []).filter(next => !this.bad.has(next));
    const cycle = findCycle(
      [...this.nodes.keys()].filter(name => !this.bad.has(name)),
      edges,
    );
    if (!cycle) return false;
    const path = [...cycle, cycle[0]].join(" -> ");
    const others = cycle.filter(name => !isStep(this.nodes.get(name)?.definition));
    for (const name of others.length > 0 ? others : cycle) {
      const folder = this.nodes.get(name)?.definition.folder ?? "";
      this.report(name, `${folder}/dependencies.d`, `services depend on each other in a circle: ${path}`);
      this.bad.set(name, `it is part of a circle of dependencies: ${path}`);
    }
    return true;
  }

  private report(service: string, file: string, message: string): void {
    this.problems.push({ service, file, message });
  }
}

function isStep(definition: Definition | undefined): boolean {
  if (definition?.type === "oneshot") return definition.up.kind === "step";
  return definition?.type === "longrun" && definition.run.kind === "step";
}
