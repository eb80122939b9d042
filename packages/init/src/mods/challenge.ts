/** What a registry asks for before it answers. */
export type Challenge = { scheme: string; parameters: Record<string, string> };

/** Reads a WWW-Authenticate header: scheme, and parameters by their names in any order (RFC 9110, 11.6.1). */
export function parseChallenge(header: string): Challenge | undefined {
  const match = /^\s*(\w+)\s+(.*)$/.exec(header);
  if (!match) return undefined;
  const parameters: Record<string, string> = {};
  for (const [, name = "", quoted, bare] of (match[2] ?? "").matchAll(
    /(\w+)\s*=\s*(?:"([^"]*)"|([^\s,]+))/g,
  )) {
    parameters[name.toLowerCase()] = quoted ?? bare ?? "";
  }
  return { scheme: (match[1] ?? "").toLowerCase(), parameters };
}

/** The headers of the last answer in what curl writes with --dump-header, by their names in small letters. */
export function parseHeaders(text: string): Map<string, string> {
  const blocks = text.split(/\r?\n\r?\n/).filter(block => block.trim() !== "");
  const headers = new Map<string, string>();
  for (const line of (blocks.at(-1) ?? "").split(/\r?\n/).slice(1)) {
    const at = line.indexOf(":");
    if (at > 0) headers.set(line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim());
  }
  return headers;
}
