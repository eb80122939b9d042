import type { Action } from "@porthole/protocol";
import type { PageCamera } from "../../camera/camera.ts";
import { fillCamera } from "../../camera/fields.ts";
import type { PageSound } from "../../sound/sound.ts";
import { WORDS } from "../../words.ts";
import { deviceField } from "../panel/device-field.ts";
import type { Fields } from "../panel/fields.ts";

/** Kbit a second between two steps of the quality. */
const STEP = 16;

/** Volume, quality, microphone and camera. Gives what shows them anew, once the server's rules or the browser's devices may be others. */
export function fillSound(
  fields: Fields,
  sound: PageSound,
  camera: PageCamera,
  may: (action: Action) => boolean,
): () => void {
  const words = WORDS.sound;
  const { volume, muted, microphone } = sound.choice();
  const none = fields.note(words.none);
  const muteField = fields.switch({
    name: "mute",
    label: words.mute,
    value: muted,
    onChange: on => sound.choose({ muted: on }),
  });
  fields.range({
    name: "volume",
    label: words.volume,
    least: 0,
    most: 100,
    value: Math.round(volume * 100),
    format: percent => `${percent} %`,
    onChange: percent => sound.choose({ volume: percent / 100 }),
    onInput: percent => sound.choose({ volume: percent / 100 }),
  });
  const bitrate = fields.range({
    name: "bitrate",
    label: words.bitrate,
    least: 0,
    most: 0,
    step: STEP,
    value: 0,
    format: kilobits => `${kilobits} kbit/s`,
    onChange: kilobits => sound.choose({ bitrate: kilobits * 1000 }),
  });
  const speak = fields.switch({
    name: "microphone",
    label: words.microphone,
    description: words.microphoneHint,
    value: microphone,
    onChange: on => sound.choose({ microphone: on }),
  });
  const devices = deviceField(fields, {
    name: "microphone-device",
    label: words.device,
    any: words.anyDevice,
    kind: "audioinput",
    chosen: () => sound.choice().device,
    onChange: id => sound.choose({ device: id }),
  });

  const showCamera = fillCamera(fields, camera, may);

  return () => {
    const rules = sound.rules();
    const { initial = 0, least = 0, most = 0 } = rules?.bitrate ?? {};
    none.hidden = rules?.out !== false;
    muteField.set(sound.choice().muted);
    bitrate.bounds(least / 1000, most / 1000);
    bitrate.set((sound.choice().bitrate ?? initial) / 1000);
    bitrate.lock(least === most);
    speak.set(rules?.microphone !== false && sound.choice().microphone);
    const why = may("microphone") ? WORDS.panel.locked : WORDS.serverNotices["not-allowed"];
    speak.lock(rules?.microphone === false, why);
    devices.show(rules?.microphone === false, why);
    showCamera();
  };
}
