import { describe, expect, it } from "vitest";
import { flag, listOf, range } from "./kinds.ts";
import { settingsPage } from "./page.ts";
import { manifestVariables, readerOf, VARIABLES, warningsOf } from "./table.ts";
import { isUsed, readVariable } from "./variable.ts";

/** Variables of LinuxServer.io's desktop, as its own page lists them. */
const CONTAINER =
  "CUSTOM_PORT CUSTOM_HTTPS_PORT CUSTOM_WS_PORT CUSTOM_USER PASSWORD SUBFOLDER TITLE START_DOCKER DISABLE_IPV6 LC_ALL NO_DECOR NO_FULL DISABLE_ZINK WATERMARK_PNG WATERMARK_LOCATION MAX_RES PIXELFLUX_WAYLAND SELKIES_DESKTOP PELORUS DASHBOARD FILE_MANAGER_PATH NO_GAMEPAD DISABLE_DRI3 DRI_NODE DRINODE AUTO_GPU PIXELFLUX_RECORDING_SOCKET PIXELFLUX_CU DEV_MODE HARDEN_DESKTOP HARDEN_OPENBOX DISABLE_OPEN_TOOLS DISABLE_SUDO DISABLE_TERMINALS DISABLE_CLOSE_BUTTON DISABLE_MOUSE_BUTTONS HARDEN_KEYBINDS RESTART_APP";
/** Settings of Selkies, in the version that LinuxServer.io ships and in the next, without `SELKIES_`. */
const SELKIES =
  "AUDIO_ENABLED MICROPHONE_ENABLED GAMEPAD_ENABLED CLIPBOARD_ENABLED CLIPBOARD_IN_ENABLED CLIPBOARD_OUT_ENABLED ENABLE_BINARY_CLIPBOARD COMMAND_ENABLED FILE_TRANSFERS FRAMERATE ENCODER H264_CRF ENABLE_RATE_CONTROL RATE_CONTROL_MODE VIDEO_BITRATE H264_FULLCOLOR H264_STREAMING_MODE USE_CPU USE_PAINT_OVER_QUALITY H264_PAINTOVER_CRF H264_PAINTOVER_BURST_FRAMES JPEG_QUALITY PAINT_OVER_JPEG_QUALITY AUDIO_BITRATE AUDIO_DEVICE_NAME IS_MANUAL_RESOLUTION_MODE MANUAL_WIDTH MANUAL_HEIGHT SCALING_DPI FORCE_ALIGNED_RESOLUTION USE_BROWSER_CURSORS USE_CSS_SCALING SECOND_SCREEN UI_TITLE UI_SHOW_LOGO UI_SHOW_CORE_BUTTONS UI_SHOW_SIDEBAR UI_SIDEBAR_SHOW_VIDEO_SETTINGS UI_SIDEBAR_SHOW_SHORTCUTS ENABLE_SHARING ENABLE_COLLAB ENABLE_SHARED ENABLE_PLAYER2 ENABLE_PLAYER3 ENABLE_PLAYER4 PORT CONTROL_PORT MASTER_TOKEN DRI_NODE WATERMARK_PATH WATERMARK_LOCATION RECORDING_SOCKET WAYLAND_SOCKET_INDEX MODE ENABLE_DUAL_MODE DEBUG TURN_HOST STUN_PORT ENCODER_RTC CONGESTION_CONTROL ENABLE_METRICS_HTTP ENABLE_HTTPS HTTPS_CERT ENABLE_BASIC_AUTH BASIC_AUTH_USER BASIC_AUTH_PASSWORD UPLOAD_DIR ENABLE_CLIPBOARD VIDEO_CRF VIDEO_FULLCOLOR VIDEO_STREAMING_MODE VIDEO_PAINTOVER_CRF KEYFRAME_INTERVAL VIDEO_MIN_QP VIDEO_MAX_QP AUDIO_REDUNDANCY FILE_TRANSFER_LIMIT_MBPS FILE_TRANSFER_CC ENCODE_DRI RENDER_DRI AUTO_GPU WAYLAND WAYLAND_HOST_DISPLAY COMPUTER_USE_BIND SUBFOLDER UNIX_SOCKET RUN_AFTER_CONNECT RUN_AFTER_DISCONNECT UINPUT_GAMEPAD BACKPRESSURE_QUEUE_SIZE ALLOWED_ORIGINS";

describe("the table of variables", () => {
  it("has every variable of LinuxServer.io's desktop and of Selkies", () => {
    const known = Object.entries(VARIABLES).flatMap(([name, variable]) => [
      name,
      ...(isUsed(variable) ? (variable.also ?? []) : []),
    ]);
    const wanted = [...CONTAINER.split(" "), ...SELKIES.split(" ").map(name => `SELKIES_${name}`)];
    const isKnown = (name: string) =>
      known.some(key => (key.endsWith("*") ? name.startsWith(key.slice(0, -1)) : key === name));
    expect(wanted.filter(name => !isKnown(name))).toEqual([]);
  });

  it("has defaults that it takes itself, and leaves pages free", () => {
    for (const [name, variable] of Object.entries(VARIABLES)) {
      if (isUsed(variable) && variable.initial !== undefined) {
        expect(readVariable({}, name, variable), name).toBeDefined();
        expect(readVariable({}, name, variable), name).not.toHaveProperty("locked", true);
      }
    }
  });

  it("names what was set, with its value and what is allowed", () => {
    expect(() => readerOf({ CUSTOM_PORT: "http" })("CUSTOM_PORT")).toThrow(
      'CUSTOM_PORT is "http", which is not a whole number from 1 to 65535.',
    );
    expect(() => readerOf({ SELKIES_SUBFOLDER: "/../" })("SUBFOLDER")).toThrow(
      'SELKIES_SUBFOLDER is "/../", which is not a path such as "/desktop/".',
    );
  });

  it("reads other names where its own is not set", () => {
    expect(readerOf({ SELKIES_UI_TITLE: "Theirs|locked" })("TITLE")).toBe("Theirs");
    expect(readerOf({ SELKIES_UI_TITLE: "Theirs", TITLE: "Mine" })("TITLE")).toBe("Mine");
    expect(readerOf({ PASSWORD: "a|locked" })("PASSWORD")).toBe("a|locked");
  });

  it("warns of what means nothing, of what nobody knows, and of what a step of the container cannot read", () => {
    const warnings = warningsOf({
      SELKIES_TURN_HOST: "x",
      SELKIES_FRAMERAT: "60",
      HARDEN_DESKTOP: "yes",
      SELKIES_UI_TITLE: "fine",
      SELKIES_MODE: "",
      HOME: "/config",
    });
    expect(warnings).toHaveLength(3);
    expect(warnings[0]).toMatch(/^SELKIES_TURN_HOST is set, and means nothing here\. /);
    expect(warnings[1]).toBe("SELKIES_FRAMERAT is set, and nothing here has that name.");
    expect(warnings[2]).toBe('HARDEN_DESKTOP is "yes", which is not "true" or "false"; it has no effect.');
  });

  it("gives the manifest what a person may set, and the docs a row for each", () => {
    const names = manifestVariables().map(({ name }) => name);
    expect(names).toContain("SELKIES_FRAMERATE");
    expect(names).not.toContain("PORTHOLE_NOTIFY_FD");
    expect(manifestVariables().find(({ name }) => name === "PASSWORD")).toHaveProperty("secret", true);
    const rows = settingsPage().split("\n");
    for (const name of Object.keys(VARIABLES)) {
      expect(rows.filter(line => line.startsWith(`| \`${name}\` |`))).toHaveLength(1);
    }
  });
});

describe("kinds", () => {
  it("a range bounds pages, and one number locks it", () => {
    expect(range(1, 9).read("2-5", false)).toEqual({ least: 2, most: 5, locked: false });
    expect(range(1, 9).read("2-5", true)).toEqual({ least: 2, most: 5, locked: true });
    expect(range(1, 9).read("4", false)).toEqual({ least: 4, most: 4, locked: true });
    for (const wrong of ["0-5", "5-2", "2-10", "", "x", "1-2-3", "-1"]) {
      expect(range(1, 9).read(wrong, false)).toBeUndefined();
    }
  });

  it("a list keeps its order, and one name locks it", () => {
    const kind = listOf(["upload", "download"], "none");
    expect(kind.read("Download, upload", false)).toEqual({ list: ["download", "upload"], locked: false });
    expect(kind.read("upload,upload", false)).toEqual({ list: ["upload"], locked: true });
    expect(kind.read("none", false)).toEqual({ list: [], locked: true });
    expect(kind.read("upload,", false)).toBeUndefined();
  });

  it("a switch takes the words of both worlds", () => {
    expect(["true", "1", "True", "false", "0", "yes"].map(word => flag.read(word, false))).toEqual([
      true,
      true,
      true,
      false,
      false,
      undefined,
    ]);
  });
});
