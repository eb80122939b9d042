import type { BlockList } from "node:net";
import { join } from "node:path";
import type { PagePart } from "@porthole/protocol";
import { videoDevices } from "./camera/devices.ts";
import type { CameraSettings } from "./camera/messages.ts";
import type { ClipboardRules } from "./clipboard/rules.ts";
import type { EncoderChoice } from "./encode/encoders.ts";
import type { FileRules } from "./files/rules.ts";
import type { OidcSettings } from "./http/oidc.ts";
import { readOidc } from "./http/oidc-settings.ts";
import { hiddenParts } from "./page/parts.ts";
import { type SharingRules, sharedRoles } from "./sharing/rules.ts";
import type { SoundSettings } from "./sound/messages.ts";
import { type ReadVariable, readerOf } from "./variables/table.ts";
import type { Environment } from "./variables/variable.ts";
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
  /** Sign-in through a provider. `PORTHOLE_OIDC_*`. */
  oidc: OidcSettings | undefined;
  /** File that remembers which browsers are signed in, in `XDG_RUNTIME_DIR`; none where that is not set. */
  signedIn: string | undefined;
  /** Path the page lies at, with a slash at both ends. `SUBFOLDER`, default "/". */
  subfolder: string;
  /** Name of the page. `TITLE`, default "Porthole". */
  title: string;
  /** Origins other than its own whose pages may connect. `SELKIES_ALLOWED_ORIGINS`. */
  allowedOrigins: readonly string[];
  /** Proxies that are believed whom they speak for. `PORTHOLE_TRUSTED_PROXIES`. */
  trustedProxies: BlockList | undefined;
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
  /** What video may be encoded with. */
  encoders: EncoderChoice;
  /** Folder of `cert.pem` and `cert.key`. `PORTHOLE_SSL_DIR`, default "/config/ssl". */
  certificates: string;
  /** File descriptor to write a line to once the server is ready. `PORTHOLE_NOTIFY_FD`. */
  notifyFd: number | undefined;
  /** Whether the log tells what is of use only in a search for a fault. `SELKIES_DEBUG`, default false. */
  debug: boolean;
  /** Start anew whenever a file of the server or the page changes. `DEV_MODE`: set to anything. */
  development: boolean;
  /** Folder of the gamepads' sockets, which programs connect to; none where there shall be no gamepads. `XDG_RUNTIME_DIR`. */
  gamepads: string | undefined;
  /** What passes between pages and the desktop's clipboard. */
  clipboard: ClipboardRules;
  /** Links for others. `SELKIES_ENABLE_SHARING` and its like, default true; kept in `PORTHOLE_STATE_DIR`. */
  sharing: SharingRules;
  /** The control plane for other programs, where `SELKIES_MASTER_TOKEN` is set; its port is `SELKIES_CONTROL_PORT`, default 8083. */
  control: { token: string; port: number } | undefined;
  /** Socket of the command inside the container, in `XDG_RUNTIME_DIR`; none where that is not set. */
  commandSocket: string | undefined;
  /** The sound pages may hear, and the microphone they may give. */
  sound: SoundSettings;
  /** The device that shows a page's camera, and the size of its picture. */
  camera: Omit<CameraSettings, "native">;
  /** What passes between pages and the desktop's folder. */
  files: FileRules;
  /** Parts of the page that are not to be seen. `SELKIES_UI_SIDEBAR_SHOW_*`, default none. */
  hidden: readonly PagePart[];
  /** Folder for the printer's socket and what is printed, `XDG_RUNTIME_DIR`; no printer where that is not set or pages may not take files. */
  printing: string | undefined;
};

/** Reads settings. Empty variables count as unset. @throws PortholeError `setting-invalid` naming the variable. */
export function readSettings(env: Environment): Settings {
  const read = readerOf(env);
  const password = read("PASSWORD");
  const runtime = read("XDG_RUNTIME_DIR");
  const files = fileRules(env, read);
  return {
    display: read("DISPLAY"),
    httpPort: read("CUSTOM_PORT"),
    httpsPort: read("CUSTOM_HTTPS_PORT"),
    signIn: password === undefined ? undefined : { user: read("CUSTOM_USER"), password },
    oidc: readOidc(read),
    signedIn: runtime && join(runtime, "signed-in"),
    subfolder: read("SUBFOLDER"),
    title: read("TITLE"),
    allowedOrigins: read("SELKIES_ALLOWED_ORIGINS") ?? [],
    trustedProxies: read("PORTHOLE_TRUSTED_PROXIES"),
    ipv4Only: read("DISABLE_IPV6") ?? false,
    largest: read("MAX_RES"),
    fixed: fixedSize(read),
    dpi: fixedDpi(read),
    watermark: watermark(read),
    encoders: encoderChoice(read),
    certificates: read("PORTHOLE_SSL_DIR"),
    notifyFd: read("PORTHOLE_NOTIFY_FD"),
    debug: read("SELKIES_DEBUG"),
    development: read("DEV_MODE") ?? false,
    gamepads: read("SELKIES_GAMEPAD_ENABLED") && !read("NO_GAMEPAD") ? runtime : undefined,
    clipboard: clipboardRules(read),
    sharing: { roles: sharedRoles(read), file: join(read("PORTHOLE_STATE_DIR"), "links.json") },
    control: control(read),
    commandSocket: runtime && join(runtime, "control.sock"),
    sound: soundSettings(read),
    camera: cameraSettings(read),
    hidden: hiddenParts(read),
    files,
    printing: files.down ? runtime : undefined,
  };
}

function clipboardRules(read: ReadVariable): ClipboardRules {
  const [enabled, ways] = [read("SELKIES_CLIPBOARD_ENABLED"), read("SELKIES_ENABLE_CLIPBOARD")];
  const open = (way: "in" | "out") => enabled && (ways === "true" || ways === way);
  return {
    in: read("SELKIES_CLIPBOARD_IN_ENABLED") && open("in"),
    out: read("SELKIES_CLIPBOARD_OUT_ENABLED") && open("out"),
    images: read("SELKIES_ENABLE_BINARY_CLIPBOARD"),
    primary: read("PORTHOLE_CLIPBOARD_PRIMARY"),
  };
}

function control(read: ReadVariable): Settings["control"] {
  const token = read("SELKIES_MASTER_TOKEN");
  return token === undefined ? undefined : { token, port: read("SELKIES_CONTROL_PORT") };
}

function cameraSettings(read: ReadVariable): Settings["camera"] {
  const device = read("PORTHOLE_CAMERA_DEVICE");
  return {
    devices: device === "none" ? [] : device === undefined ? videoDevices() : [device],
    ...read("PORTHOLE_CAMERA_SIZE"),
  };
}

function soundSettings(read: ReadVariable): SoundSettings {
  return {
    enabled: read("SELKIES_AUDIO_ENABLED"),
    bitrate: read("SELKIES_AUDIO_BITRATE"),
    device: read("SELKIES_AUDIO_DEVICE_NAME"),
    microphone: read("SELKIES_MICROPHONE_ENABLED"),
    server: read("PULSE_SERVER") ?? join(read("XDG_RUNTIME_DIR") ?? "/run/desktop", "pulse/native"),
  };
}

/** Unlike other variables, SELKIES_FILE_TRANSFERS says something where it is set to nothing. */
function fileRules(env: Environment, read: ReadVariable): FileRules {
  const closed = env.SELKIES_FILE_TRANSFERS === "" || read("HARDEN_DESKTOP");
  const ways = read("SELKIES_FILE_TRANSFERS")?.list ?? (closed ? [] : ["upload", "download"]);
  return {
    folder: read("FILE_MANAGER_PATH") ?? join(env.HOME || "/config", "Desktop"),
    up: ways.includes("upload"),
    down: ways.includes("download"),
  };
}

function fixedSize(read: ReadVariable): Settings["fixed"] {
  const [width, height] = [read("SELKIES_MANUAL_WIDTH"), read("SELKIES_MANUAL_HEIGHT")];
  const manual = read("SELKIES_IS_MANUAL_RESOLUTION_MODE") || width + height > 0;
  return read("PORTHOLE_SIZE") ?? (manual ? { width: width || 1024, height: height || 768 } : undefined);
}

function fixedDpi(read: ReadVariable): number | undefined {
  const selkies = read("SELKIES_SCALING_DPI");
  return read("PORTHOLE_DPI") ?? (selkies === "choice" ? undefined : selkies);
}

function watermark(read: ReadVariable): Settings["watermark"] {
  const [path, location] = [read("WATERMARK_PNG"), read("WATERMARK_LOCATION")];
  return path === undefined ? undefined : { path, location };
}

function encoderChoice(read: ReadVariable): EncoderChoice {
  const graphics = !read("SELKIES_USE_CPU");
  const node = read("DRI_NODE");
  const looked = node === "auto" && !read("AUTO_GPU") ? "none" : node;
  return {
    ranked: read("PORTHOLE_ENCODERS").list,
    renderNode: graphics ? looked : "none",
    nvidia: graphics,
  };
}
