/** What commands need of the machine, and how it gets there: one table for `up`, `image build`, `test` and `doctor`. */
import { engineRequirement } from "./engine.ts";
import { CHROMIUM, FIREFOX, MMDEBSTRAP, PIP } from "./programs.ts";
import type { Machine, Requirement, RequirementId } from "./requirement.ts";

export { findProgram, thisMachine } from "./machine.ts";
export { type Consent, consentFrom, meet } from "./meet.ts";
export type { Machine, Probe, Requirement, RequirementId } from "./requirement.ts";

/** The requirements of that name. */
export function requirements(machine: Machine, ids: readonly RequirementId[]): Requirement[] {
  const all = [engineRequirement(machine), MMDEBSTRAP, CHROMIUM, FIREFOX, PIP];
  return all.filter(requirement => ids.includes(requirement.id));
}
