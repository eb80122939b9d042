import { CODEC, SETTING_NAMES, STREAM_SETTINGS } from "@porthole/protocol";
import { describe, expect, it } from "vitest";
import { firstValues, granted, readStreamSettings } from "./stream-settings.ts";

describe("settings of the stream", () => {
  it("have the table's defaults where nothing is said", () => {
    const values = firstValues(readStreamSettings({ SELKIES_FRAMERATE: "" }));
    for (const name of SETTING_NAMES) {
      expect(values[name]).toBe(STREAM_SETTINGS[name].initial);
    }
  });

  it("take a range as bounds, and a single number as the last word", () => {
    const { framerate, crf } = readStreamSettings({ SELKIES_FRAMERATE: "10-30", SELKIES_H264_CRF: "30" });
    expect(framerate).toEqual({ value: 30, least: 10, most: 30, locked: false });
    expect(crf).toEqual({ value: 30, least: 30, most: 30, locked: true });
  });

  it("can be locked by |locked, and then keep their value whatever a page wishes", () => {
    const bounds = readStreamSettings({
      SELKIES_H264_FULLCOLOR: "true|locked",
      SELKIES_FRAMERATE: "8-60|locked",
    });
    expect(bounds.fullColour).toMatchObject({ value: 1, locked: true });
    expect(granted(bounds, "fullColour", 0)).toBe(1);
    expect(granted(bounds, "framerate", 20)).toBe(60);
  });

  it("keep a page's wish within bounds", () => {
    const bounds = readStreamSettings({ SELKIES_VIDEO_BITRATE: "2-20" });
    expect(granted(bounds, "bitrate", 5)).toBe(5);
    expect(granted(bounds, "bitrate", 90)).toBe(20);
    expect(granted(bounds, "bitrate", 0)).toBe(2);
  });

  it("take the first encoder of a list, and offer only what it names", () => {
    const both = readStreamSettings({ SELKIES_ENCODER: "jpeg,x264enc" });
    expect(both.codec).toMatchObject({ value: CODEC.jpeg, locked: false });
    expect(granted(both, "codec", CODEC.h264)).toBe(CODEC.h264);
    const one = readStreamSettings({ SELKIES_ENCODER: "x264enc,x264enc-striped" });
    expect(one.codec.locked).toBe(true);
    expect(granted(one, "codec", CODEC.jpeg)).toBe(CODEC.h264);
  });

  it("name the variable and the value that is wrong", () => {
    const wrong = {
      SELKIES_FRAMERATE: "300",
      SELKIES_H264_CRF: "30-10",
      SELKIES_VIDEO_BITRATE: "fast",
      SELKIES_ENCODER: "x264enc,h266",
      SELKIES_H264_FULLCOLOR: "maybe",
    };
    for (const [name, value] of Object.entries(wrong)) {
      expect(() => readStreamSettings({ [name]: value })).toThrow(`${name} is "${value}"`);
    }
  });
});
