import { type SettingName, STREAM_SETTINGS, settingNamed } from "@porthole/protocol";
import type { Setting } from "../bridge.ts";
import { remembered } from "./remember.ts";

type Chosen = Partial<Record<SettingName, number>>;

/** The settings of the stream as the server has them, and what a person chose here before. */
export type StreamSettings = {
  /** The server tells a setting: keeps it, and asks for what was chosen here before. */
  onSetting(setting: Setting): void;
  /** A new connection knows nothing of what was asked of the last. */
  forget(): void;
  /** Asks the server for a value, and again at the next visit. */
  choose(name: SettingName, value: number): void;
  /** Calls back with each setting there is, and whenever one changes. */
  follow(onSetting: (name: SettingName, setting: Setting) => void): void;
};

/** `wish` sends a wish to the server. */
export function streamSettingsOf(wish: (setting: number, value: number) => void): StreamSettings {
  const known = new Map<SettingName, Setting>();
  const asked = new Set<SettingName>();
  const chosen = remembered("stream", isChosen);
  const followers: ((name: SettingName, setting: Setting) => void)[] = [];

  return {
    onSetting(setting) {
      const name = settingNamed(setting.setting);
      if (!name) {
        return;
      }
      known.set(name, setting);
      for (const follower of followers) {
        follower(name, setting);
      }
      const before = chosen.get()?.[name];
      if (!asked.has(name)) {
        asked.add(name);
        if (before !== undefined && before !== setting.value && !setting.locked) {
          wish(setting.setting, before);
        }
      }
    },
    forget: () => asked.clear(),
    choose(name, value) {
      chosen.set({ ...chosen.get(), [name]: value });
      wish(STREAM_SETTINGS[name].id, value);
    },
    follow(onSetting) {
      followers.push(onSetting);
      for (const [name, setting] of known) {
        onSetting(name, setting);
      }
    },
  };
}

function isChosen(kept: unknown): kept is Chosen {
  return (
    typeof kept === "object" &&
    kept !== null &&
    Object.entries(kept).every(
      ([name, value]) => Object.hasOwn(STREAM_SETTINGS, name) && Number.isInteger(value) && value >= 0,
    )
  );
}
