/** The names on one cycle, in order, or undefined where there is none. */
export function findCycle(
  names: readonly string[],
  edges: (name: string) => readonly string[],
): string[] | undefined {
  const done = new Set<string>();
  for (const start of names) {
    const path: string[] = [];
    const onPath = new Set<string>();
    const queues: string[][] = [[start]];
    // Depth first with a stack of its own: a long chain must not overflow the call stack.
    while (queues.length > 0) {
      const next = queues.at(-1)?.pop();
      if (next === undefined) {
        queues.pop();
        const left = path.pop();
        if (left !== undefined) {
          onPath.delete(left);
          done.add(left);
        }
      } else if (onPath.has(next)) {
        return path.slice(path.indexOf(next));
      } else if (!done.has(next)) {
        path.push(next);
        onPath.add(next);
        queues.push([...edges(next)]);
      }
    }
  }
  return undefined;
}
