import { describe, expect, it } from "vitest";
import { readSettings } from "./settings.ts";

describe("readSettings", () => {
  it("has defaults for everything", () => {
    expect(readSettings({})).toMatchObject({
      display: ":1",
      httpPort: 3000,
      httpsPort: 3001,
      subfolder: "/",
      title: "Porthole",
      ipv4Only: false,
      certificates: "/config/ssl",
      largest: { width: 15360, height: 8640 },
      clipboard: { in: true, out: true, images: true, primary: false },
      sound: {
        enabled: true,
        bitrate: { initial: 128_000, least: 32_000, most: 320_000 },
        device: "output.monitor",
        microphone: true,
        server: "/run/desktop/pulse/native",
      },
    });
    expect(readSettings({}).signIn).toBeUndefined();
  });

  it("shows the camera on the device that is named, or on none, in a size that devices take", () => {
    expect(readSettings({ PORTHOLE_CAMERA_DEVICE: "none" }).camera).toEqual({
      devices: [],
      width: 640,
      height: 480,
    });
    expect(
      readSettings({ PORTHOLE_CAMERA_DEVICE: "/dev/video7", PORTHOLE_CAMERA_SIZE: "1280x720" }).camera,
    ).toEqual({ devices: ["/dev/video7"], width: 1280, height: 720 });
    for (const size of ["641x480", "640x481", "8x8", "3840x2160", "large"]) {
      expect(() => readSettings({ PORTHOLE_CAMERA_SIZE: size })).toThrow("PORTHOLE_CAMERA_SIZE");
    }
  });

  it("signs in only where a password is set", () => {
    expect(readSettings({ CUSTOM_USER: "eve" }).signIn).toBeUndefined();
    expect(readSettings({ PASSWORD: "" }).signIn).toBeUndefined();
    expect(readSettings({ PASSWORD: "p:w" }).signIn).toEqual({ user: "abc", password: "p:w" });
  });

  it("gives the subfolder a slash at both ends", () => {
    for (const text of ["/a/b/", "a/b", "//a//b", "/a/b"]) {
      expect(readSettings({ SUBFOLDER: text }).subfolder).toBe("/a/b/");
    }
  });

  it("fixes the size where one is given, in its own words or in Selkies'", () => {
    const fixed = (env: Record<string, string>) => readSettings(env).fixed;
    expect(fixed({ PORTHOLE_SIZE: "1920x1080", SELKIES_MANUAL_WIDTH: "800" })).toEqual({
      width: 1920,
      height: 1080,
    });
    expect(fixed({ SELKIES_MANUAL_WIDTH: "1600|locked" })).toEqual({ width: 1600, height: 768 });
    expect(fixed({ SELKIES_MANUAL_HEIGHT: "900" })).toEqual({ width: 1024, height: 900 });
    expect(fixed({ SELKIES_IS_MANUAL_RESOLUTION_MODE: "true|locked" })).toEqual({ width: 1024, height: 768 });
    expect(fixed({ SELKIES_IS_MANUAL_RESOLUTION_MODE: "false", SELKIES_MANUAL_WIDTH: "0" })).toBeUndefined();
  });

  it("fixes the DPI where one number is given", () => {
    expect(readSettings({ PORTHOLE_DPI: "144" }).dpi).toBe(144);
    expect(readSettings({ SELKIES_SCALING_DPI: "192" }).dpi).toBe(192);
    expect(readSettings({ SELKIES_SCALING_DPI: "96,120,144" }).dpi).toBeUndefined();
  });

  it("lets files pass unless they are switched off", () => {
    const files = (env: Record<string, string>) => readSettings(env).files;
    expect(files({})).toEqual({ folder: "/config/Desktop", up: true, down: true });
    expect(files({ HOME: "/home/eve" }).folder).toBe("/home/eve/Desktop");
    expect(files({ FILE_MANAGER_PATH: "/data", SELKIES_FILE_TRANSFERS: "upload|locked" })).toEqual({
      folder: "/data",
      up: true,
      down: false,
    });
    for (const env of [
      { SELKIES_FILE_TRANSFERS: "" },
      { SELKIES_FILE_TRANSFERS: "none" },
      { HARDEN_DESKTOP: "true" },
    ]) {
      expect(files(env as Record<string, string>)).toMatchObject({ up: false, down: false });
    }
    expect(files({ HARDEN_DESKTOP: "true", SELKIES_FILE_TRANSFERS: "download" })).toMatchObject({
      up: false,
      down: true,
    });
  });

  it("names the variable that is wrong", () => {
    const wrong = {
      CUSTOM_PORT: "http",
      CUSTOM_HTTPS_PORT: "70000",
      MAX_RES: "10x10",
      SUBFOLDER: "/../etc/",
      PORTHOLE_SIZE: "large",
      FILE_MANAGER_PATH: "Desktop",
      SELKIES_FILE_TRANSFERS: "upload,both",
      WATERMARK_LOCATION: "7",
      PORTHOLE_DPI: "10",
      SELKIES_MANUAL_WIDTH: "wide",
      SELKIES_SCALING_DPI: "big",
    };
    for (const [name, value] of Object.entries(wrong)) {
      expect(() => readSettings({ [name]: value })).toThrow(name);
    }
  });

  it("reads between which bit rates of sound pages can choose", () => {
    const bitrate = (SELKIES_AUDIO_BITRATE: string) => readSettings({ SELKIES_AUDIO_BITRATE }).sound.bitrate;
    expect(bitrate("96000")).toEqual({ initial: 96_000, least: 32_000, most: 320_000 });
    expect(bitrate("128000,64000,192000")).toEqual({ initial: 128_000, least: 64_000, most: 192_000 });
    expect(bitrate("64000|locked")).toEqual({ initial: 64_000, least: 64_000, most: 64_000 });
    for (const wrong of ["loud", "0", "128000|open", "128000|locked|locked", "128000,"]) {
      expect(() => bitrate(wrong)).toThrow(/SELKIES_AUDIO_BITRATE is/);
    }
  });

  it("closes each way of the clipboard, or both", () => {
    const clipboard = (env: Record<string, string>) => readSettings(env).clipboard;
    expect(clipboard({ SELKIES_CLIPBOARD_OUT_ENABLED: "False|locked" })).toMatchObject({
      in: true,
      out: false,
    });
    expect(clipboard({ SELKIES_CLIPBOARD_ENABLED: "false" })).toMatchObject({ in: false, out: false });
    expect(clipboard({ SELKIES_ENABLE_CLIPBOARD: "out" })).toMatchObject({ in: false, out: true });
    expect(() => clipboard({ SELKIES_CLIPBOARD_IN_ENABLED: "no" })).toThrow(
      /SELKIES_CLIPBOARD_IN_ENABLED is "no"/,
    );
  });
});
