import {
  CODEC,
  CODEC_BIT,
  SETTING_NAMES,
  type SettingValues,
  STREAM_SETTINGS,
  settingNamed,
} from "@porthole/protocol";
import type { StreamName } from "../encode/encoder.ts";
import { ceilingOf, granted } from "../stream-settings.ts";
import type { SessionHost } from "./sessions.ts";
import type { Viewer } from "./viewer.ts";

/** The stream for a page that decodes `codecs` and wishes `values`; `undefined` where none can be had. */
export function streamFor(
  { unavailable }: Pick<SessionHost, "unavailable">,
  codecs: number,
  values: SettingValues,
): StreamName | undefined {
  const ranked: StreamName[] = ["h264", "jpeg"];
  if (values.fullColour === 1) {
    ranked.unshift("h264yuv444");
  }
  if (values.codec === CODEC.jpeg) {
    ranked.unshift("jpeg");
  }
  return ranked.find(name => (codecs & CODEC_BIT[name]) !== 0 && !unavailable.has(name));
}

/** Tells a page every setting as it stands for it. */
export function tellSettings(host: SessionHost, viewer: Viewer): void {
  for (const name of SETTING_NAMES) {
    const { least, most, locked } = host.bounds[name];
    const setting = STREAM_SETTINGS[name].id;
    viewer.send({ kind: "setting", setting, value: viewer.wishes[name], least, most, locked });
  }
}

/** A page wishes another value: it gets what is allowed, is told, and goes on with the stream that fits. */
export function changeSetting(
  host: SessionHost,
  viewer: Viewer,
  codecs: number,
  wish: { setting: number; value: number },
): void {
  const name = settingNamed(wish.setting);
  if (!name) {
    return;
  }
  const value = granted(host.bounds, name, wish.value);
  viewer.wishes = { ...viewer.wishes, [name]: value };
  viewer.flow.ceiling = ceilingOf(viewer.wishes.bitrate);
  const { least, most, locked } = host.bounds[name];
  viewer.send({ kind: "setting", setting: wish.setting, value, least, most, locked });
  const stream = streamFor(host, codecs, viewer.wishes);
  if (stream && stream !== viewer.stream) {
    viewer.relay.move(viewer, stream);
  } else {
    viewer.relay.update();
  }
}
