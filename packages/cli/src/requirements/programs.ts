import { findProgram } from "./machine.ts";
import type { Requirement } from "./requirement.ts";

/** mmdebstrap, which makes the root filesystem that images stand on. */
export const MMDEBSTRAP: Requirement = programRequirement({
  id: "mmdebstrap",
  title: "mmdebstrap (builds images)",
  programs: ["mmdebstrap"],
  debian: "mmdebstrap",
});

/** Chromium, in which the browser tests open the page. */
export const CHROMIUM: Requirement = programRequirement({
  id: "chromium",
  title: "Chromium (browser tests)",
  programs: ["chromium", "chromium-browser", "google-chrome"],
  debian: "chromium",
});

function programRequirement(program: {
  id: Requirement["id"];
  title: string;
  /** Any one of these will do. */
  programs: string[];
  debian: string;
}): Requirement {
  return {
    id: program.id,
    title: program.title,
    probe: async () => {
      const found = program.programs.map(name => findProgram(name)).find(path => path !== undefined);
      return found
        ? { ok: true, detail: found }
        : {
            ok: false,
            detail: `${program.programs[0]} is not installed.`,
            fix: { packages: [program.debian] },
            todo: `Install ${program.programs.join(" or ")} with your system's package manager.`,
          };
    },
  };
}
