import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** One package as npm's lock files write it. */
type LockedPackage = { version?: string; link?: boolean; optional?: boolean; resolved?: string };

/**
 * Whether `node_modules` below `root` holds what `package-lock.json` asks for, by the record npm keeps of what it
 * installed (`node_modules/.package-lock.json`). Packages for other machines may be missing.
 */
export function installedMatchesLock(root: string): boolean {
  try {
    const wanted = readPackages(join(root, "package-lock.json"));
    const found = readPackages(join(root, "node_modules/.package-lock.json"));
    return Object.entries(wanted).every(([path, { version, optional, link, resolved }]) => {
      const have = found[path];
      if (!path.startsWith("node_modules/")) {
        // A workspace of our own: its packages have entries of their own.
        return true;
      }
      if (!have) {
        return optional === true;
      }
      return link ? have.resolved === resolved : have.version === version && existsSync(join(root, path));
    });
  } catch {
    return false;
  }
}

function readPackages(path: string): Record<string, LockedPackage> {
  const { packages } = JSON.parse(readFileSync(path, "utf8")) as { packages: Record<string, LockedPackage> };
  return packages;
}

// The launcher runs this file by itself: it imports nothing, as nothing may be installed.
if (import.meta.main) {
  process.exitCode = installedMatchesLock(resolve(import.meta.dirname, "../../..")) ? 0 : 1;
}
