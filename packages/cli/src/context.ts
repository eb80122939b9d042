import type { Catalog } from "@porthole/builder";
import type { Engine } from "@porthole/engine";
import type { Fleet } from "@porthole/fleet";
import { ROOT } from "./root.ts";

/** The catalog of this copy of Porthole. */
export async function openCatalog(): Promise<Catalog> {
  const { loadCatalog } = await import("@porthole/builder");
  return await loadCatalog(ROOT);
}

/** Everything that looks after apps, on an engine that runs already unless one is given. */
export async function openFleet(engine?: Engine): Promise<Fleet> {
  const [{ connectEngine }, { findHome }] = await Promise.all([
    import("@porthole/engine"),
    import("@porthole/fleet"),
  ]);
  const [connected, catalog] = await Promise.all([engine ?? connectEngine(), openCatalog()]);
  return { engine: connected, root: ROOT, catalog, home: findHome() };
}
