import { PortholeError } from "@porthole/contract";

/** Output lines that name a known cause, most telling first. */
const CAUSES: { pattern: RegExp; id: string; what: (match: RegExpMatchArray) => string; todo: string }[] = [
  {
    pattern: /No space left on device|You don't have enough free space/i,
    id: "disk-full",
    what: () => "The disk is full.",
    todo: "Free some space, for example with:\n  docker image prune\nthen run the command again.",
  },
  {
    pattern:
      /((?:Temporary failure|Could not) resol\w+ .*|Could not connect to .*|Unable to connect to .*|Connection timed out.*|Connection refused.*|Cannot initiate the connection.*|Failed to fetch .*|The repository .* does not have a Release file.*)/,
    id: "mirror-unreachable",
    what: match => `A package mirror does not answer: ${match[1]?.trim()}`,
    todo: "Check the network, or name another mirror with --mirror URL (HTTPS behind a company proxy: --ca FILE).",
  },
  {
    pattern: /Unable to locate package (\S+)/,
    id: "package-unknown",
    what: match => `Debian has no package "${match[1]}".`,
    todo: "Correct the manifest's packages.",
  },
];

/** Turns the last lines of a failed step into an error that names the cause. */
export function buildError(step: string, exitCode: number, lines: readonly string[]): PortholeError {
  const last = lines.filter(line => line.trim() !== "").slice(-12);
  for (const cause of CAUSES) {
    const match = lines.map(line => line.match(cause.pattern)).find(found => found !== null);
    if (match) {
      return new PortholeError({
        kind: "outside",
        id: cause.id,
        what: cause.what(match),
        why: `While building "${step}".`,
        todo: cause.todo,
      });
    }
  }
  return new PortholeError({
    kind: "outside",
    id: "build-failed",
    what: `The build step "${step}" failed with exit code ${exitCode}.`,
    why: last.join("\n"),
    todo: "Read the build log; the step can be run again as it is.",
  });
}
