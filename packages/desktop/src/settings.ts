import { join } from "node:path";
import { PortholeError } from "@porthole/contract";
import type { ClipboardRules } from "./clipboard/rules.ts";
import type { Location } from "./watermark/place.ts";

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
  /** File that remembers which browsers are signed in, in `XDG_RUNTIME_DIR`; none where that is not set. */
  signedIn: string | undefined;
  /** Path the page lies at, with a slash at both ends. `SUBFOLDER`, default "/". */
  subfolder: string;
  /** Name of the page. `TITLE`, default "Porthole". */
  title: string;
  /** Listen on IPv4 alone. `DISABLE_IPV6`: set to anything. */
  ipv4Only: boolean;
  /** Largest size of the desktop, in pixels. `MAX_RES`, default "15360x8640". */
  largest: { width: number; height: number };
  /**
   * Size the desktop keeps whatever the page's, in pixels. `PORTHOLE_SIZE`; or `SELKIES_MANUAL_WIDTH`, `SELKIES_MANUAL_HEIGHT`
   * (1024 and 768 where the other alone is set, or `SELKIES_IS_MANUAL_RESOLUTION_MODE` is true).
   */
  fixed: { width: number; height: number } | undefined;
  /** Dots an inch of the desktop, whatever the page's. `PORTHOLE_DPI`, or `SELKIES_SCALING_DPI` where that is one number. */
  dpi: number | undefined;
  /** Picture that is drawn over the desktop. `WATERMARK_PNG`, a path; `WATERMARK_LOCATION`, 1 to 6, default 4. */
  watermark: { path: string; location: Location } | undefined;
  /** Folder of `cert.pem` and `cert.key`. `PORTHOLE_SSL_DIR`, default "/config/ssl". */
  certificates: string;
  /** File descriptor to write a line to once the server is ready. `PORTHOLE_NOTIFY_FD`. */
  notifyFd: number | undefined;
  /** What passes between pages and the desktop's clipboard. */
  clipboard: ClipboardRules;
};

/** Reads settings. Empty variables count as unset. @throws PortholeError `setting-invalid` naming the variable. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const get = (name: string) => env[name] || undefined;
  const password = get("PASSWORD");
  const runtime = get("XDG_RUNTIME_DIR");
  const notifyFd = get("PORTHOLE_NOTIFY_FD");
  return {
    display: get("DISPLAY") ?? ":1",
    httpPort: integer("CUSTOM_PORT", get("CUSTOM_PORT") ?? "3000", 1, 65535),
    httpsPort: integer("CUSTOM_HTTPS_PORT", get("CUSTOM_HTTPS_PORT") ?? "3001", 1, 65535),
    signIn: password === undefined ? undefined : { user: get("CUSTOM_USER") ?? "abc", password },
    signedIn: runtime && join(runtime, "signed-in"),
    subfolder: folder(get("SUBFOLDER") ?? "/"),
    title: get("TITLE") ?? "Porthole",
    ipv4Only: get("DISABLE_IPV6") !== undefined,
    largest: size("MAX_RES", get("MAX_RES") ?? "15360x8640"),
    fixed: fixedSize(get),
    dpi: fixedDpi(get),
    watermark: watermark(get),
    certificates: get("PORTHOLE_SSL_DIR") ?? "/config/ssl",
    notifyFd: notifyFd === undefined ? undefined : integer("PORTHOLE_NOTIFY_FD", notifyFd, 0, 1023),
    clipboard: clipboardRules(get),
  };
}

function clipboardRules(get: (name: string) => string | undefined): ClipboardRules {
  const flag = (name: string, unset: boolean) => yesOrNo(name, get(name), unset);
  const enabled = flag("SELKIES_CLIPBOARD_ENABLED", true);
  return {
    in: flag("SELKIES_CLIPBOARD_IN_ENABLED", true) && enabled,
    out: flag("SELKIES_CLIPBOARD_OUT_ENABLED", true) && enabled,
    images: flag("SELKIES_ENABLE_BINARY_CLIPBOARD", true),
    primary: flag("PORTHOLE_CLIPBOARD_PRIMARY", false),
  };
}

/** `true` or `false`; "|locked" behind it, which the reference has, means nothing more here. */
function yesOrNo(name: string, text: string | undefined, unset: boolean): boolean {
  if (text === undefined) {
    return unset;
  }
  const [, word] = /^(true|false)(?:\|locked)?$/i.exec(text) ?? [];
  if (word === undefined) {
    throw settingInvalid(name, text, '"true" or "false"');
  }
  return word.toLowerCase() === "true";
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

type Get = (name: string) => string | undefined;

/** Selkies' values may end in `|locked`; a fixed size is always locked here. */
const unlocked = (text: string | undefined) => text?.replace(/\|locked$/, "");

function fixedSize(get: Get): Settings["fixed"] {
  const own = get("PORTHOLE_SIZE");
  if (own !== undefined) {
    return size("PORTHOLE_SIZE", own);
  }
  const side = (name: string) => {
    const text = unlocked(get(name)) ?? "0";
    return text === "0" ? 0 : integer(name, text, 64, 32766);
  };
  const [width, height] = [side("SELKIES_MANUAL_WIDTH"), side("SELKIES_MANUAL_HEIGHT")];
  const manual = /^(true|1|yes)$/i.test(unlocked(get("SELKIES_IS_MANUAL_RESOLUTION_MODE")) ?? "");
  return manual || width + height > 0 ? { width: width || 1024, height: height || 768 } : undefined;
}

function fixedDpi(get: Get): number | undefined {
  const own = get("PORTHOLE_DPI");
  if (own !== undefined) {
    return integer("PORTHOLE_DPI", own, 48, 480);
  }
  const selkies = unlocked(get("SELKIES_SCALING_DPI"));
  const isChoice = selkies?.includes(",") ?? true;
  return isChoice ? undefined : integer("SELKIES_SCALING_DPI", selkies ?? "", 48, 480);
}

function watermark(get: Get): Settings["watermark"] {
  const path = get("WATERMARK_PNG");
  const location = integer("WATERMARK_LOCATION", get("WATERMARK_LOCATION") ?? "4", 1, 6) as Location;
  return path === undefined ? undefined : { path, location };
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
