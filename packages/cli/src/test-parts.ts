import type { RequirementId } from "./requirements/requirement.ts";

/** Parts of `porthole test` in the order they run, and what each needs of the machine. */
export const TEST_PARTS: Readonly<Record<string, readonly RequirementId[]>> = {
  types: [],
  lint: [],
  format: [],
  unit: [],
  property: [],
  container: ["engine", "mmdebstrap"],
  browser: ["engine", "mmdebstrap", "chromium"],
};
