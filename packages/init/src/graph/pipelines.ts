import type { Bundle, Definition, Longrun, Problem } from "./definition.ts";

/**
 * Ties producers to their consumers: a producer needs its consumer up before, and `pipeline-name` becomes a bundle.
 * A pair that does not name each other both ways is a problem of the one that names the other.
 *
 * @returns the problems; `definitions` is changed in place
 */
export function connectPipelines(definitions: Map<string, Definition>): Problem[] {
  const problems: Problem[] = [];
  const longruns = [...definitions.values()].filter(d => d.type === "longrun");
  const blame = (definition: Longrun, file: string, message: string) => {
    problems.push({ service: definition.name, file: `${definition.folder}/${file}`, line: 1, message });
    definitions.delete(definition.name);
  };
  for (const definition of longruns) {
    const { name, producerFor } = definition;
    const consumer = producerFor === undefined ? undefined : definitions.get(producerFor);
    if (producerFor !== undefined) {
      if (consumer?.type === "longrun" && consumer.consumerFor.includes(name)) {
        definition.dependencies = [...definition.dependencies, producerFor];
      } else {
        blame(definition, "producer-for", `${producerFor} is no longrun whose consumer-for names ${name}`);
      }
    }
  }
  for (const definition of longruns) {
    const stranger = definition.consumerFor.find(name => {
      const producer = definitions.get(name);
      return producer?.type !== "longrun" || producer.producerFor !== definition.name;
    });
    if (stranger !== undefined) {
      blame(
        definition,
        "consumer-for",
        `${stranger} is no longrun whose producer-for names ${definition.name}`,
      );
    }
  }
  for (const definition of longruns) {
    const name = definition.pipelineName;
    if (name === undefined || !definitions.has(definition.name)) continue;
    if (definitions.has(name)) blame(definition, "pipeline-name", `there is a service ${name} already`);
    else definitions.set(name, bundle(name, definition, definitions));
  }
  return problems;
}

function bundle(name: string, last: Longrun, definitions: ReadonlyMap<string, Definition>): Bundle {
  const contents = new Set([last.name]);
  // A set that grows is walked to its new end.
  for (const member of contents) {
    const definition = definitions.get(member);
    if (definition?.type === "longrun") for (const producer of definition.consumerFor) contents.add(producer);
  }
  return { type: "bundle", name, folder: last.folder, contents: [...contents] };
}
