import type { Definition } from "./definition.ts";

/** Files of a source directory that s6-rc gives a meaning to and this init does not, with what that means. */
const UNHANDLED: Record<Definition["type"], Record<string, string>> = {
  oneshot: {},
  longrun: {
    "flag-newpidns": "the service gets no process namespace of its own",
    nosetsid: "every service gets a session of its own",
  },
  bundle: {},
};

/** Files that mean something only for another type of service; s6-rc passes over them, and so does this init. */
const ELSEWHERE: Record<Definition["type"], readonly string[]> = {
  oneshot: [
    "notification-fd",
    "down-signal",
    "timeout-kill",
    "timeout-finish",
    "max-death-tally",
    "producer-for",
    "consumer-for",
    "pipeline-name",
    "contents",
    "contents.d",
  ],
  longrun: ["up", "down", "contents", "contents.d"],
  bundle: ["up", "down", "run", "finish", "dependencies", "dependencies.d", "timeout-up", "timeout-down"],
};

/**
 * One line for every file of a source directory that has no effect although its name promises one.
 *
 * @param names the names in the folder
 */
export function unhandledFiles(type: Definition["type"], folder: string, names: readonly string[]): string[] {
  return names.flatMap(name => {
    const meaning = UNHANDLED[type][name];
    if (meaning !== undefined) return [`${folder}/${name} has no effect: ${meaning}`];
    // A oneshot's `up` calls a `run` beside it as a rule, so that name says nothing there.
    if (!ELSEWHERE[type].includes(name)) return [];
    return [`${folder}/${name} has no effect: a ${type} has no such file`];
  });
}
