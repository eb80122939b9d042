import type { Engine, StartedEngine } from "@porthole/engine";
import type { Home } from "@porthole/fleet";

/** Something of the machine that a command needs. */
export type Requirement = {
  /** Permanent, kebab-case. */
  id: RequirementId;
  title: string;
  /** Looks, and changes nothing. */
  probe(): Promise<Probe>;
};

/** Names of everything a command may need. */
export type RequirementId = "engine" | "mmdebstrap" | "chromium" | "firefox" | "pip";

/** What a look found. */
export type Probe =
  | { ok: true; detail: string }
  | {
      ok: false;
      /** What is wrong, in words. */
      detail: string;
      /** How it is put right; undefined where Porthole cannot. */
      fix: Fix | undefined;
      /** What a person does where Porthole cannot. */
      todo: string;
    };

/** How a requirement is met. */
export type Fix = {
  /** Debian packages to install first. */
  packages: string[];
  /** What happens after that, if anything. */
  step?: {
    /** In words, for progress. */
    text: string;
    /** The same as commands a person could type. */
    commands: string[];
    run(): Promise<void>;
  };
};

/** What the probes and fixes work with. */
export type Machine = {
  home: Home;
  /** Put before commands that need root: `[]` for root, `["sudo"]` for a sudoer, undefined for nobody. */
  asRoot: string[] | undefined;
  /** Whether Debian's packages can be installed. */
  apt: boolean;
  /** The engine, once it has been reached. */
  engine?: Engine;
  /** The engine, where a fix started it. */
  started?: StartedEngine;
};
