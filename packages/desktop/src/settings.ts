import { PortholeError } from "@porthole/contract";

/** Everything the server takes from its environment, read once. */
export type Settings = {
  /** X display name. `DISPLAY`, default ":1". */
  display: string;
  /** Plain HTTP port. `CUSTOM_PORT`, default 3000. */
  httpPort: number;
  /** HTTPS port. `CUSTOM_HTTPS_PORT`, default 3001. */
  httpsPort: number;
  /** Sign-in, where `PASSWORD` is set; the name is `CUSTOM_USER`, default "abc". */
  signIn: { user: string; password: string } | undefined;
  /** Path the page lies at, with a slash at both ends. `SUBFOLDER`, default "/". */
  subfolder: string;
  /** Name of the page. `TITLE`, default "Porthole". */
  title: string;
  /** Listen on IPv4 alone. `DISABLE_IPV6`: set to anything. */
  ipv4Only: boolean;
  /** Largest size of the desktop, in pixels. `MAX_RES`, default "15360x8640". */
  largest: { width: number; height: number };
  /** Folder of `cert.pem` and `cert.key`. `PORTHOLE_SSL_DIR`, default "/config/ssl". */
  certificates: string;
  /** File descriptor to write a line to once the server is ready. `PORTHOLE_NOTIFY_FD`. */
  notifyFd: number | undefined;
};

/** Reads settings. Empty variables count as unset. @throws PortholeError `setting-invalid` naming the variable. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const get = (name: string) => env[name] || undefined;
  const password = get("PASSWORD");
  const notifyFd = get("PORTHOLE_NOTIFY_FD");
  return {
    display: get("DISPLAY") ?? ":1",
    httpPort: integer("CUSTOM_PORT", get("CUSTOM_PORT") ?? "3000", 1, 65535),
    httpsPort: integer("CUSTOM_HTTPS_PORT", get("CUSTOM_HTTPS_PORT") ?? "3001", 1, 65535),
    signIn: password === undefined ? undefined : { user: get("CUSTOM_USER") ?? "abc", password },
    subfolder: folder(get("SUBFOLDER") ?? "/"),
    title: get("TITLE") ?? "Porthole",
    ipv4Only: get("DISABLE_IPV6") !== undefined,
    largest: size("MAX_RES", get("MAX_RES") ?? "15360x8640"),
    certificates: get("PORTHOLE_SSL_DIR") ?? "/config/ssl",
    notifyFd: notifyFd === undefined ? undefined : integer("PORTHOLE_NOTIFY_FD", notifyFd, 0, 1023),
  };
}

function integer(name: string, text: string, least: number, most: number): number {
  const value = /^[0-9]+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most)) {
    throw settingInvalid(name, text, `a whole number from ${least} to ${most}`);
  }
  return value;
}

function size(name: string, text: string): { width: number; height: number } {
  const [, width, height] = /^([0-9]{2,5})x([0-9]{2,5})$/.exec(text) ?? [];
  const result = { width: Number(width), height: Number(height) };
  if (!(result.width >= 64 && result.width <= 32766 && result.height >= 64 && result.height <= 32766)) {
    throw settingInvalid(name, text, 'a size such as "3840x2160", from 64 to 32766 each way');
  }
  return result;
}

function folder(text: string): string {
  if (!/^[A-Za-z0-9._~/-]+$/.test(text) || text.split("/").includes("..")) {
    throw settingInvalid("SUBFOLDER", text, 'a path such as "/desktop/"');
  }
  const inner = text.replace(/^\/+|\/+$/g, "").replace(/\/{2,}/g, "/");
  return inner === "" ? "/" : `/${inner}/`;
}

/** What is said of a variable that cannot be read; `wanted` completes "which is not …". */
export function settingInvalid(name: string, text: string, wanted: string): PortholeError {
  return new PortholeError({
    kind: "misuse",
    id: "setting-invalid",
    what: `${name} is "${text}", which is not ${wanted}.`,
    todo: `Set ${name} to ${wanted}, or leave it out.`,
  });
}
