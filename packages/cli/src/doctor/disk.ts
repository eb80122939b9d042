import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { bytes } from "../output.ts";
import { type Finding, finding, fine, type Patient } from "./check.ts";

/** Room for a desktop image and its build, in bytes. */
const ENOUGH = 6e9;
/** Below this nothing can be built. */
const TOO_LITTLE = 1.5e9;

/** Room where the engine keeps images, and where apps keep data. */
export async function checkDisk({ machine }: Patient): Promise<Finding[]> {
  const findings = [await checkFolder("disk-data", "Disk for data", machine.home.data)];
  if (machine.engine?.endpoint.local) {
    const info: { DockerRootDir?: string } = await machine.engine.docker.info();
    if (info.DockerRootDir) {
      findings.unshift(await checkFolder("disk-images", "Disk for images", info.DockerRootDir));
    }
  }
  return findings;
}

async function checkFolder(id: string, title: string, folder: string): Promise<Finding> {
  const room = await freeBytes(folder);
  if (room === undefined) {
    return finding("warn", id, title, `${folder} cannot be looked at.`, "Run porthole doctor with sudo.");
  }
  const detail = `${bytes(room)} free at ${folder}`;
  const todo = "Free some space:\n  docker system df\n  docker image prune";
  if (room >= ENOUGH) {
    return fine(id, title, detail);
  }
  return finding(room < TOO_LITTLE ? "fail" : "warn", id, title, detail, todo);
}

/** Free bytes where a folder is or would be made. */
async function freeBytes(folder: string): Promise<number | undefined> {
  for (let at = folder; ; at = dirname(at)) {
    try {
      const { bavail, bsize } = await statfs(at);
      return bavail * bsize;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT" || at === "/") {
        return undefined;
      }
    }
  }
}
