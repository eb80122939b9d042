import { resolve } from "node:path";
import packageJson from "../../../package.json" with { type: "json" };

/** Folder of this copy of Porthole: the one with `images/` and `packages/`. */
export const ROOT = resolve(import.meta.dirname, "../../..");

/** Version of this copy of Porthole. */
export const VERSION: string = packageJson.version;
