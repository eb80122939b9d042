import type { RequirementId } from "./requirements/requirement.ts";

/** Parts of `porthole test`, those of `scripts/check.ts`, and what each needs of the machine. */
export const TEST_PARTS: Readonly<Record<string, readonly RequirementId[]>> = {
  types: [],
  lint: [],
  docs: [],
  unit: [],
  images: ["engine", "mmdebstrap"],
  container: ["engine", "mmdebstrap"],
  browser: ["engine", "mmdebstrap", "chromium", "firefox", "pip"],
  sizes: ["engine", "mmdebstrap"],
};
