import { parseArgs } from "node:util";

/** What the bench on the glass is to do. */
export type Asked = { peers: string[]; repeats: number; scenes: string[]; keep: boolean };

/**
 * Reads the words of the command line. Without `--peers` and `--scenes` it is all there are, without `--repeats` three.
 * @returns what was asked for, or what is wrong with it in words
 */
export function readWords(
  words: readonly string[],
  known: { peers: readonly string[]; scenes: readonly string[] },
): Asked | string {
  let values: { peers?: string; repeats?: string; scenes?: string; keep?: boolean };
  try {
    ({ values } = parseArgs({
      args: [...words],
      options: {
        peers: { type: "string" },
        repeats: { type: "string" },
        scenes: { type: "string" },
        keep: { type: "boolean" },
      },
    }));
  } catch (error) {
    return (error as Error).message;
  }
  const repeats = Number(values.repeats ?? 3);
  if (!Number.isInteger(repeats) || repeats < 1) {
    return `--repeats takes a whole number from 1 up, not ${values.repeats}.`;
  }
  const peers = values.peers === "none" ? [] : (values.peers?.split(",") ?? [...known.peers]);
  const scenes = values.scenes?.split(",") ?? [...known.scenes];
  const wrong = [
    ...peers.filter(id => !known.peers.includes(id)),
    ...scenes.filter(name => !known.scenes.includes(name)),
  ];
  if (wrong.length > 0) {
    return `There is no ${wrong.join(", ")}.`;
  }
  return { peers, repeats, scenes, keep: values.keep ?? false };
}
