import { join, resolve } from "node:path";
import packageJson from "../../../package.json" with { type: "json" };

/** Folder with `images/` and `packages/`: this copy of Porthole, or PORTHOLE_ROOT to try another catalog. */
export const ROOT: string = resolve(process.env.PORTHOLE_ROOT || join(import.meta.dirname, "../../.."));

/** Version of this copy of Porthole. */
export const VERSION: string = packageJson.version;
