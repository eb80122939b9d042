import { isApp } from "@porthole/contract";
import { openCatalog } from "../context.ts";
import { say, sayJson, table } from "../output.ts";

/** Lists the apps of the catalog. */
export async function runAppList(flags: { json?: boolean }): Promise<void> {
  const catalog = await openCatalog();
  const apps = [...catalog.values()].map(entry => entry.manifest).filter(isApp);
  if (flags.json) {
    sayJson(
      apps.map(({ name, title, summary, homepage, ports, auth }) => ({
        name,
        title,
        summary,
        homepage: homepage ?? null,
        ports,
        signIn: auth !== undefined,
      })),
    );
    return;
  }
  const rows = apps.map(app => [app.name, app.title, app.ports.map(p => p.port).join(" "), app.summary]);
  for (const line of table(["NAME", "TITLE", "PORTS", "WHAT IT IS"], rows)) {
    say(line);
  }
}
