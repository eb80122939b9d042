import { isApp, type Manifest } from "./manifest.ts";

/** The catalog as a Markdown page: what each image is, and what it listens on, keeps and understands. */
export function catalogPage(manifests: readonly Manifest[]): string {
  const sections = manifests.map(section);
  return `# The catalog

Every folder below \`images/\` is one image; this page is made from their manifests. \`./porthole up NAME\` starts an application.

${sections.join("\n")}`;
}

function section(manifest: Manifest): string {
  const ports = manifest.ports.map(p => [`${p.port}`, p.protocol, p.purpose]);
  const volumes = manifest.volumes.map(v => [`\`${v.path}\``, v.optional ? "no" : "yes", v.purpose]);
  const variables = manifest.variables.map(v => [
    `\`${v.name}\``,
    v.default === undefined ? "" : `\`${v.default}\``,
    secretNote(v),
  ]);
  const from = "image" in manifest.from ? manifest.from.image : `Debian ${manifest.from.debian}`;
  return [
    `## ${manifest.title} (\`${manifest.name}\`)\n`,
    `${manifest.summary} Stands on ${from}.${manifest.homepage ? ` [${manifest.homepage}](${manifest.homepage})` : ""}\n`,
    isApp(manifest) ? `\`\`\`sh\n./porthole up ${manifest.name}\n\`\`\`\n` : "",
    table(["port", "protocol", "purpose"], ports),
    table(["folder", "needed", "purpose"], volumes),
    table(["variable", "default", "purpose"], variables),
  ]
    .filter(part => part !== "")
    .join("\n");
}

function secretNote(variable: Manifest["variables"][number]): string {
  return variable.secret
    ? `${variable.purpose} A secret: \`FILE__${variable.name}\` reads it from a file.`
    : variable.purpose;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) {
    return "";
  }
  const line = (cells: readonly string[]) =>
    `| ${cells.map(cell => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return `${[line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n")}\n`;
}
