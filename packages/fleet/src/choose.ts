import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import { PortholeError } from "@porthole/contract";
import type { App } from "./app.ts";
import { parsePort } from "./ports.ts";
import type { AppSettings } from "./settings.ts";

/** What a person may choose for an app; what is left out stays as it was. */
export type Choices = {
  /** Data folder; relative to the current folder. */
  data?: string | undefined;
  /** `HOST:CONTAINER`, each. */
  ports?: string[] | undefined;
  /** `HOST:CONTAINER[:ro]`, each. */
  volumes?: string[] | undefined;
  /** `NAME=VALUE`, each; `NAME=` takes an earlier one back. */
  env?: string[] | undefined;
  lan?: boolean | undefined;
};

/**
 * Earlier settings with new choices laid over them.
 *
 * @throws PortholeError `port-invalid`, `port-unknown`, `env-invalid`, `volume-invalid`, `lan-without-sign-in`
 */
export function applyChoices(app: App, before: AppSettings, choices: Choices): AppSettings {
  const { stopped: _, ...kept } = before;
  const settings: AppSettings = { ...kept, ports: { ...before.ports }, env: { ...before.env } };
  if (choices.data !== undefined) {
    settings.data = resolve(choices.data);
  }
  for (const text of choices.ports ?? []) {
    const { host, container } = parsePort(text);
    checkKnown(app, container);
    settings.ports[container] = host;
  }
  if (choices.volumes && choices.volumes.length > 0) {
    settings.volumes = choices.volumes.map(readVolume);
  }
  for (const text of choices.env ?? []) {
    const [name, value] = readVariable(text);
    if (value === "") {
      delete settings.env[name];
    } else {
      settings.env[name] = value;
    }
  }
  settings.lan = choices.lan ?? before.lan;
  if (settings.lan) {
    requireSignIn(app);
    // 16 characters of 64: 96 bits.
    settings.password ??= randomBytes(12).toString("base64url");
  }
  return settings;
}

function checkKnown(app: App, container: number): void {
  const known = app.manifest.ports.map(port => port.port);
  if (!known.includes(container)) {
    throw new PortholeError({
      kind: "misuse",
      id: "port-unknown",
      what: `${app.name} has no port ${container}.`,
      why: `It listens on ${known.join(", ")}. The container's port comes second: --port HOST:CONTAINER.`,
      todo: `For example:\n  porthole up ${app.name} --port 8080:${known[0]}`,
    });
  }
}

function readVolume(text: string): string {
  const [host, container, mode, ...rest] = text.split(":");
  if (!host || !container?.startsWith("/") || rest.length > 0 || (mode !== undefined && mode !== "ro")) {
    throw new PortholeError({
      kind: "misuse",
      id: "volume-invalid",
      what: `"${text}" is not a folder to mount.`,
      todo: "Write HOST:CONTAINER or HOST:CONTAINER:ro, for example:\n  --volume ~/Downloads:/downloads",
    });
  }
  return [resolve(host), container, ...(mode ? [mode] : [])].join(":");
}

function readVariable(text: string): [name: string, value: string] {
  const match = /^([A-Za-z_][A-Za-z0-9_]*)=([\s\S]*)$/.exec(text);
  if (!match?.[1] || match[2] === undefined) {
    throw new PortholeError({
      kind: "misuse",
      id: "env-invalid",
      what: `"${text}" is not an environment variable.`,
      todo: "Write NAME=VALUE, for example:\n  --env LANG=de_DE.UTF-8",
    });
  }
  return [match[1], match[2]];
}

function requireSignIn(app: App): void {
  if (!app.manifest.auth) {
    throw new PortholeError({
      kind: "unsupported",
      id: "lan-without-sign-in",
      what: `${app.name} cannot be published beyond this machine.`,
      why: "It has no sign-in, so everybody on the network could use it.",
      todo: "Reach it through SSH from another machine instead:\n  ssh -L PORT:localhost:PORT THIS_MACHINE",
    });
  }
}
