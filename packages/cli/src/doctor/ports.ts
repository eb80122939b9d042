import { type AppManifest, containerName, isApp } from "@porthole/contract";
import { holderOf, isFree, LOOPBACK } from "@porthole/fleet";
import { type Finding, finding, fine, type Patient } from "./check.ts";

/** Whether each app's own ports are free, or held by that app. */
export async function checkPorts({ machine, catalog }: Patient): Promise<Finding[]> {
  const apps = [...catalog.values()].map(entry => entry.manifest).filter(isApp);
  return await Promise.all(
    apps.map(async manifest => {
      const taken = (await Promise.all(webPorts(manifest).map(port => checkPort(manifest, port)))).filter(
        text => text !== undefined,
      );
      const id = `ports-${manifest.name}`;
      const title = `Ports of ${manifest.name}`;
      if (taken.length === 0) {
        return fine(id, title, webPorts(manifest).join(", "));
      }
      const first = webPorts(manifest)[0] ?? 0;
      const todo = `Choose others when you start it:\n  porthole up ${manifest.name} --port ${first + 10000}:${first}`;
      return finding("warn", id, title, taken.join("; "), todo);
    }),
  );

  async function checkPort(manifest: AppManifest, port: number): Promise<string | undefined> {
    if (await isFree(port, LOOPBACK)) {
      return undefined;
    }
    const holder = machine.engine ? await holderOf(machine.engine, port) : undefined;
    return holder === `the container ${containerName(manifest.name)}`
      ? undefined
      : `${port} is held by ${holder ?? "another program"}`;
  }
}

function webPorts(manifest: AppManifest): number[] {
  return manifest.ports.filter(port => port.protocol !== "udp").map(port => port.port);
}
