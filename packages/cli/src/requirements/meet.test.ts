import { tmpdir } from "node:os";
import { findHome } from "@porthole/fleet";
import { expect, test } from "vitest";
import { Progress } from "../progress.ts";
import { type Consent, meet } from "./meet.ts";
import type { Machine, Probe, Requirement } from "./requirement.ts";

const nobody: Consent = { yes: false, interactive: false };

function machine(changes: Partial<Machine> = {}): Machine {
  return { home: findHome({ XDG_STATE_HOME: tmpdir() }), asRoot: [], apt: true, ...changes };
}

function needs(probe: Probe): Requirement {
  return { id: "engine", title: "Engine", probe: async () => probe };
}

function recorder() {
  const lines: string[] = [];
  return {
    isTTY: false,
    columns: 80,
    write: (text: string | Uint8Array) => lines.push(String(text)) > 0,
    lines,
  };
}

/** A requirement whose fix only says that it ran. */
function startable() {
  const ran: string[] = [];
  const requirement = needs({
    ok: false,
    detail: "It does not run.",
    todo: "Start it.",
    fix: {
      packages: [],
      step: { text: "Starting it", commands: ["start it"], run: async () => void ran.push("ran") },
    },
  });
  return { requirement, ran };
}

test("nothing is asked or told where nothing is missing", async () => {
  const out = recorder();
  await meet(machine(), [needs({ ok: true, detail: "fine" })], nobody, new Progress(out, {}));
  expect(out.lines).toEqual([]);
});

test("without consent nothing is changed, and one list has every command", async () => {
  const { requirement, ran } = startable();
  const missing = needs({
    ok: false,
    detail: "tool is not installed.",
    todo: "Install tool.",
    fix: { packages: ["tool", "other"] },
  });
  await expect(
    meet(machine({ asRoot: ["sudo"] }), [requirement, missing], nobody, new Progress(recorder(), {})),
  ).rejects.toMatchObject({
    id: "consent-needed",
    exitCode: 1,
    message: "It does not run. tool is not installed.",
    todo: [
      "Run these, or repeat the command with --yes:",
      "  sudo apt-get update",
      "  sudo env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends tool other",
      "  start it",
    ].join("\n"),
  });
  expect(ran).toEqual([]);
});

test("with consent it is told, and done", async () => {
  const { requirement, ran } = startable();
  const out = recorder();
  await meet(machine(), [requirement], { yes: true, interactive: false }, new Progress(out, {}));
  expect(ran).toEqual(["ran"]);
  expect(out.lines.join("")).toContain("It does not run.\nPorthole runs:\n  start it\nStarting it ...\n");
});

test("consent does not make root of a user without sudo", async () => {
  const { requirement, ran } = startable();
  const consent = { yes: true, interactive: false };
  await expect(
    meet(machine({ asRoot: undefined }), [requirement], consent, new Progress(recorder(), {})),
  ).rejects.toMatchObject({ id: "consent-needed", todo: expect.stringMatching(/^Run these as root:/) });
  expect(ran).toEqual([]);
});

test("a system without Debian's packages is told in words what to install", async () => {
  const missing = needs({
    ok: false,
    detail: "No tool.",
    todo: "Install tool.",
    fix: { packages: ["tool"] },
  });
  const consent = { yes: true, interactive: false };
  await expect(
    meet(machine({ apt: false }), [missing], consent, new Progress(recorder(), {})),
  ).rejects.toMatchObject({ id: "requirement-missing", todo: "Install tool." });
});

test("what Porthole cannot put right is told", async () => {
  const broken = needs({ ok: false, detail: "DOCKER_HOST is wrong.", todo: "Unset it.", fix: undefined });
  await expect(
    meet(machine(), [broken], { yes: true, interactive: false }, new Progress(recorder(), {})),
  ).rejects.toMatchObject({ id: "requirement-missing", message: "DOCKER_HOST is wrong.", todo: "Unset it." });
});
