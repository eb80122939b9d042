import {
  allowed,
  SETTING_NAMES,
  type SettingName,
  type SettingValues,
  STREAM_SETTINGS,
} from "@porthole/protocol";
import { type SettingBounds, streamVariables } from "./variables/picture.ts";
import { type Environment, readVariable } from "./variables/variable.ts";

/** Every setting of the stream as this server has it. */
export type StreamBounds = Record<SettingName, SettingBounds>;

/**
 * Reads what the environment says of the stream, by the rules of the reference: a number or a range for a number, `true`
 * or `false` for a switch, a list for a choice, its first being the default. A single number or choice cannot be changed
 * by a page, nor can anything that ends with `|locked`.
 * @throws PortholeError `setting-invalid` naming the variable.
 */
export function readStreamSettings(env: Environment): StreamBounds {
  const entries = SETTING_NAMES.map(name => {
    const { variable } = STREAM_SETTINGS[name];
    return [name, readVariable(env, variable, streamVariables[variable])];
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

/** Bits a second of a wish for a most bit rate; the greatest that can be wished is none. */
export function ceilingOf(megabits: number): number {
  return megabits >= STREAM_SETTINGS.bitrate.most ? Number.POSITIVE_INFINITY : megabits * 1e6;
}
