import { CODEC, type SettingName, STREAM_SETTINGS } from "@porthole/protocol";
import type { Setting } from "../../bridge.ts";
import { WORDS } from "../../words.ts";
import type { Fields, Option } from "../panel/fields.ts";
import type { StreamSettings } from "../stream-settings.ts";

/** Names that are the same in every language. */
const CODECS: readonly Option<string>[] = [
  { value: String(CODEC.h264), label: "H.264" },
  { value: String(CODEC.jpeg), label: "JPEG" },
];

type Row = { show(setting: Setting): void };

/** A field for each setting of the stream that the server tells of. */
export function fillStream(fields: Fields, settings: StreamSettings): void {
  const rows = new Map<SettingName, Row>();
  settings.follow((name, setting) => {
    const row = rows.get(name) ?? rowOf(fields, name, setting, value => settings.choose(name, value));
    rows.set(name, row);
    row.show(setting);
  });
}

function rowOf(fields: Fields, name: SettingName, first: Setting, choose: (value: number) => void): Row {
  const label = WORDS.stream[name];
  switch (STREAM_SETTINGS[name].kind) {
    case "choice": {
      const options = offered(first);
      const value = String(first.value);
      const field = fields.select({ name, label, options, value, onChange: code => choose(Number(code)) });
      return {
        show(setting) {
          field.options(offered(setting));
          field.set(String(setting.value));
          field.lock(setting.locked);
        },
      };
    }
    case "switch": {
      const value = first.value === 1;
      const field = fields.switch({ name, label, value, onChange: on => choose(on ? 1 : 0) });
      return {
        show(setting) {
          field.set(setting.value === 1);
          field.lock(setting.locked);
        },
      };
    }
    case "number": {
      const field = fields.range({ name, label, ...first, onChange: choose });
      return {
        show(setting) {
          field.bounds(setting.least, setting.most);
          field.set(setting.value);
          field.lock(setting.locked);
        },
      };
    }
  }
}

function offered({ most }: Setting): Option<string>[] {
  return CODECS.filter(({ value }) => (most & (1 << Number(value))) !== 0);
}
