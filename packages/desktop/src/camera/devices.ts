import { readdirSync } from "node:fs";
import { join } from "node:path";

/** Every video device of the container, by number. @param folder of device nodes, default "/dev" */
export function videoDevices(folder = "/dev"): string[] {
  return readdirSync(folder)
    .filter(name => /^video\d+$/.test(name))
    .toSorted((a, b) => Number(a.slice(5)) - Number(b.slice(5)))
    .map(name => join(folder, name));
}
