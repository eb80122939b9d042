import type { Action } from "@porthole/protocol";
import { deviceField } from "../page/panel/device-field.ts";
import type { Fields } from "../page/panel/fields.ts";
import { WORDS } from "../words.ts";
import type { PageCamera } from "./camera.ts";

/** Camera on or off, and which. Gives what shows them anew, once the server's device or the browser's may be others. */
export function fillCamera(fields: Fields, camera: PageCamera, may: (action: Action) => boolean): () => void {
  const words = WORDS.camera;
  const show = fields.switch({
    name: "camera",
    label: words.camera,
    description: words.hint,
    value: camera.choice().allowed,
    onChange: on => camera.choose({ allowed: on }),
  });
  const devices = deviceField(fields, {
    name: "camera-device",
    label: words.device,
    any: words.anyDevice,
    kind: "videoinput",
    chosen: () => camera.choice().device,
    onChange: id => camera.choose({ device: id }),
  });

  return () => {
    const locked = camera.there() === false || !may("camera");
    const why = may("camera") ? words.none : WORDS.serverNotices["not-allowed"];
    show.set(!locked && camera.choice().allowed);
    show.lock(locked, why);
    devices.show(locked, why);
  };
}
