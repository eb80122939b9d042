import { createHash } from "node:crypto";
import { containerName, LABEL } from "@porthole/contract";
import type { Engine } from "@porthole/engine";
import type { App } from "./app.ts";
import { LOOPBACK, publishedPorts } from "./ports.ts";
import type { AppSettings } from "./settings.ts";

/** Where every image keeps its settings and data. */
const CONFIG_PATH = "/config";
/** How long an app may take to stop, in seconds. */
const STOP_TIMEOUT_SECONDS = 30;

/** On containers: digest of everything the container was created from, to see whether it is still what is wanted. */
export const SPEC_LABEL = "porthole.spec";

/** Options of the engine's "create container". */
export type ContainerSpec = Parameters<Engine["docker"]["createContainer"]>[0] & { name: string };

/** What the host adds to an app's settings. */
export type HostFacts = { uid: number; gid: number; timeZone: string };

/** The container that an app, its settings and its image ask for. */
export function containerSpec(
  app: App,
  image: string,
  settings: AppSettings,
  host: HostFacts,
): ContainerSpec {
  const { manifest } = app;
  const ports = publishedPorts(manifest, settings);
  const env = {
    PUID: String(host.uid),
    PGID: String(host.gid),
    TZ: host.timeZone,
    ...signIn(app, settings),
    ...settings.env,
  };
  const shm = manifest.app.shm;
  const spec: ContainerSpec = {
    name: containerName(app.name),
    Hostname: app.name,
    Image: image,
    Env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
    ExposedPorts: Object.fromEntries(ports.map(port => [`${port.container}/${port.protocol}`, {}])),
    StopTimeout: STOP_TIMEOUT_SECONDS,
    HostConfig: {
      Binds: [`${settings.data}:${CONFIG_PATH}`, ...settings.volumes],
      PortBindings: Object.fromEntries(
        ports.map(port => [
          `${port.container}/${port.protocol}`,
          [{ HostIp: port.address, HostPort: String(port.host) }],
        ]),
      ),
      ...(shm === undefined ? {} : { ShmSize: parseSize(shm) }),
    },
  };
  spec.Labels = {
    [LABEL.app]: app.name,
    [LABEL.data]: settings.data,
    [LABEL.bind]: ports[0]?.address ?? LOOPBACK,
    [SPEC_LABEL]: createHash("sha256").update(JSON.stringify(spec)).digest("hex"),
  };
  return spec;
}

/** The sign-in that the settings ask for, by the variables that set it. */
export function signIn(app: App, settings: AppSettings): Record<string, string> {
  const auth = app.manifest.auth;
  if (!settings.lan || !auth || settings.password === undefined) {
    return {};
  }
  return { [auth.userVariable]: auth.defaultUser, [auth.passwordVariable]: settings.password };
}

/** Bytes in a size such as `512mb` or `1g`; units are powers of 1024. */
export function parseSize(text: string): number {
  const match = /^(\d+)([kmg])b?$/i.exec(text);
  const unit = { k: 1024, m: 1024 ** 2, g: 1024 ** 3 }[match?.[2]?.toLowerCase() ?? ""];
  if (!match || unit === undefined) {
    throw new TypeError(`"${text}" is not a size`);
  }
  return Number(match[1]) * unit;
}

/** The host's time zone as the IANA database names it. */
export function hostTimeZone(): string {
  return process.env.TZ?.replace(/^:/, "") || Intl.DateTimeFormat().resolvedOptions().timeZone || "Etc/UTC";
}
