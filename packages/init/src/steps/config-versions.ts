import type { Files } from "../files/files.ts";

const VERSION = /^## Version (\d{4}\/\d{2}\/\d{2})/m;
const HEAD = [
  "**** The following active confs have different version dates than the samples that are shipped. ****",
  "**** This may be due to user customization or an update to the samples. ****",
  "**** To adopt the new defaults, compare each file with its .sample and bring the changes over. ****",
  "**** They are not changed by themselves. Delete a file and restart to have it made from its sample. ****",
];

/**
 * The configuration files below a folder (`NAME.conf` beside a `NAME.conf.sample`) whose line `## Version YYYY/MM/DD`
 * says another date than that of the sample, as a table for the log.
 *
 * @returns no lines where all agree
 */
export function configVersions(files: Files, folder: string): string[] {
  const rows: string[] = [];
  const walk = (path: string): void => {
    for (const name of files.list(path) ?? []) {
      const inner = `${path}/${name}`;
      if (files.lstat(inner)?.kind === "directory") walk(inner);
      const sample = name.endsWith(".conf") ? files.read(`${inner}.sample`) : undefined;
      if (sample === undefined) continue;
      const [mine, theirs] = [files.read(inner) ?? "", sample].map(text => VERSION.exec(text)?.[1] ?? "-");
      if (mine !== theirs) rows.push(`${mine?.padEnd(11)} ${theirs?.padEnd(11)} ${inner}`);
    }
  };
  walk(folder.replace(/\/+$/, ""));
  return rows.length === 0
    ? []
    : [...HEAD, `${"OLD DATE".padEnd(11)} ${"NEW DATE".padEnd(11)} FILE`, ...rows];
}
