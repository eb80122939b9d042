import {
  allowed,
  CODEC,
  SETTING_NAMES,
  type SettingName,
  type SettingValues,
  STREAM_SETTINGS,
  type StreamSetting,
} from "@porthole/protocol";
import { settingInvalid } from "./settings.ts";

/** One setting as this server has it. */
export type SettingBounds = { value: number; least: number; most: number; locked: boolean };
/** Every setting of the stream as this server has it. */
export type StreamBounds = Record<SettingName, SettingBounds>;

/** Names of encoders in `SELKIES_ENCODER`, of both generations of the reference, and what stands for them here. */
const ENCODERS: Readonly<Record<string, number>> = {
  x264enc: CODEC.h264,
  "x264enc-striped": CODEC.h264,
  h264enc: CODEC.h264,
  "h264enc-striped": CODEC.h264,
  openh264enc: CODEC.h264,
  jpeg: CODEC.jpeg,
};

/**
 * Reads what the environment says of the stream, by the rules of the reference: a number or a range for a number, `true`
 * or `false` for a switch, a list for a choice, its first being the default. A single number or choice cannot be changed
 * by a page, nor can anything that ends with `|locked`.
 * @throws PortholeError `setting-invalid` naming the variable.
 */
export function readStreamSettings(env: Readonly<Record<string, string | undefined>>): StreamBounds {
  const entries = SETTING_NAMES.map(name => {
    const setting: StreamSetting = STREAM_SETTINGS[name];
    const text = env[setting.variable];
    return [name, text ? boundsFrom(setting, text) : boundsOf(setting)];
  });
  return Object.fromEntries(entries) as StreamBounds;
}

/** The values a page begins with. */
export function firstValues(bounds: StreamBounds): SettingValues {
  return Object.fromEntries(SETTING_NAMES.map(name => [name, bounds[name].value])) as SettingValues;
}

/** The value a page gets that wishes `value`. */
export function granted(bounds: StreamBounds, name: SettingName, value: number): number {
  const own = bounds[name];
  return own.locked ? own.value : allowed(STREAM_SETTINGS[name].kind, value, own, own.value);
}

function boundsOf({ initial, least, most }: StreamSetting): SettingBounds {
  return { value: initial, least, most, locked: false };
}

function boundsFrom(setting: StreamSetting, text: string): SettingBounds {
  const [, words = "", locked] = /^(.*?)(\|locked)?$/s.exec(text.trim()) ?? [];
  const bounds = READERS[setting.kind](setting, words.trim(), text);
  return { ...bounds, locked: bounds.locked || locked !== undefined };
}

type Reader = (setting: StreamSetting, words: string, text: string) => SettingBounds;

const READERS: Record<StreamSetting["kind"], Reader> = {
  number(setting, words, text) {
    const { variable, least, most, initial } = setting;
    const [, from, to = from] = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(words) ?? [];
    const range = { least: Number(from), most: Number(to) };
    if (!(range.least >= least && range.most <= most && range.least <= range.most)) {
      throw settingInvalid(
        variable,
        text,
        `a number from ${least} to ${most}, or a range such as "${least}-${most}"`,
      );
    }
    const value = Math.min(range.most, Math.max(range.least, initial));
    return { ...range, value, locked: range.least === range.most };
  },
  switch(setting, words, text) {
    if (!/^(true|false|1|0)$/i.test(words)) {
      throw settingInvalid(
        setting.variable,
        text,
        '"true" or "false", with "|locked" behind it if pages must not change it',
      );
    }
    return { ...boundsOf(setting), value: /^(true|1)$/i.test(words) ? 1 : 0 };
  },
  choice(setting, words, text) {
    const codes = words.split(",").map(word => ENCODERS[word.trim().toLowerCase()]);
    const [first] = codes;
    if (first === undefined || codes.includes(undefined)) {
      throw settingInvalid(setting.variable, text, `one or more of ${Object.keys(ENCODERS).join(", ")}`);
    }
    const most = codes.reduce<number>((sum, code) => sum | (1 << (code ?? 0)), 0);
    return { value: first, least: 0, most, locked: most === 1 << first };
  },
};
