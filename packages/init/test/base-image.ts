import { join } from "node:path";
import { ensureImage, loadCatalog } from "@porthole/builder";
import { connectEngine } from "@porthole/engine";

const ROOT = join(import.meta.dirname, "../../..");
let tag: Promise<string> | undefined;

/** The image the container tests stand on: the catalog's base as it is now, unless PORTHOLE_BASE_IMAGE names another. */
export function baseImage(): Promise<string> {
  tag ??= findOrBuild();
  return tag;
}

async function findOrBuild(): Promise<string> {
  const given = process.env.PORTHOLE_BASE_IMAGE;
  if (given !== undefined) return given;
  const built = await ensureImage(await connectEngine(), ROOT, await loadCatalog(ROOT), "base");
  return built.tag;
}
