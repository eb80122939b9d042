/** A mod as a user names it, taken apart. */
export type ModReference = {
  /** As written. */
  label: string;
  /** Registry to ask, with its port. */
  host: string;
  /** Repository below the registry: `linuxserver/mods`. */
  path: string;
  tag: string;
  /** `sha256:…` where the reference is pinned to one. */
  digest: string | undefined;
  /** Name of the file at the root that says which digest is applied. */
  marker: string;
};

const HUB = "registry-1.docker.io";
const HUB_NAMES: ReadonlySet<string> = new Set(["docker.io", "index.docker.io", HUB]);
const LSIO = "lscr.io";
const COMPONENT = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** The mods of a DOCKER_MODS: names with `|`, blanks or line ends between them. */
export function splitMods(text: string): string[] {
  return text.split(/[|\s]+/).filter(name => name !== "");
}

/**
 * Takes a reference apart. A first part with a dot, a port or the name localhost is the registry; so is the first of
 * three parts or more. Without one it is Docker Hub, and lscr.io for what LinuxServer.io publishes.
 *
 * @param forceRegistry DOCKER_MODS_FORCE_REGISTRY: ask the registry that is named, also for `linuxserver/…`
 * @returns what is wrong with it as a text
 */
export function parseModReference(label: string, forceRegistry = false): ModReference | string {
  const [name = "", digest, ...more] = label.replace(/^(https?|docker):\/\//, "").split("@");
  if (more.length > 0) return "it holds more than one @";
  if (digest !== undefined && !DIGEST.test(digest)) return `"${digest}" is no digest (sha256: and 64 digits)`;
  const parts = name.split("/");
  const first = parts[0] ?? "";
  const isHost = parts.length > 1 && (parts.length > 2 || /[.:]/.test(first) || first === "localhost");
  const named = isHost ? first.toLowerCase() : "docker.io";
  const rest = isHost ? parts.slice(1) : parts;
  const last = rest.pop() ?? "";
  const at = last.lastIndexOf(":");
  const tag = at < 0 ? "latest" : last.slice(at + 1);
  const path = [...rest, at < 0 ? last : last.slice(0, at)].map(part => part.toLowerCase());
  if (!/^(\[[0-9a-f:]+\]|[a-z0-9.-]+)(:\d+)?$/.test(named)) return `"${named}" is no registry`;
  const bad = path.find(part => !COMPONENT.test(part));
  if (bad !== undefined) return `"${bad}" is no part of a repository's name`;
  if (!TAG.test(tag)) return `"${tag}" is no tag`;
  const tagParts = digest === undefined || at >= 0 ? [tag] : [];
  const digestParts = digest === undefined ? [] : [digest.slice("sha256:".length)];
  return {
    label,
    host: registryOf(named, path[0] ?? "", forceRegistry),
    path: path.join("/"),
    tag,
    digest,
    marker: [...path, ...tagParts, ...digestParts].join("."),
  };
}

function registryOf(named: string, user: string, forceRegistry: boolean): string {
  const isHub = HUB_NAMES.has(named);
  if (user === "linuxserver" && !forceRegistry && (isHub || named === "ghcr.io")) return LSIO;
  return isHub ? HUB : named;
}

/** Whether a registry is this machine itself: the one place that is asked without TLS. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/.test(host);
}
