import type { Action } from "@porthole/protocol";
import type { Fields } from "../page/panel/fields.ts";
import { WORDS } from "../words.ts";
import type { PageCamera } from "./camera.ts";

/** Camera on or off, and which. Gives what shows them anew, once the server's device or the browser's may be others. */
export function fillCamera(fields: Fields, camera: PageCamera, may: (action: Action) => boolean): () => void {
  const words = WORDS.camera;
  const { allowed, device } = camera.choice();
  const show = fields.switch({
    name: "camera",
    label: words.camera,
    description: words.hint,
    value: allowed,
    onChange: on => camera.choose({ allowed: on }),
  });
  const any = { value: "", label: words.anyDevice };
  const devices = fields.select({
    name: "camera-device",
    label: words.device,
    options: [any],
    value: "",
    onChange: id => camera.choose({ device: id }),
  });

  async function showDevices(): Promise<void> {
    const all = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
    // Before a person has allowed a camera once, browsers tell neither names nor ids.
    const named = all.filter(one => one.kind === "videoinput" && one.deviceId !== "" && one.label !== "");
    devices.options([any, ...named.map(one => ({ value: one.deviceId, label: one.label }))]);
    devices.set(named.some(one => one.deviceId === device) ? device : "");
  }

  return () => {
    const locked = camera.there() === false || !may("camera");
    const why = may("camera") ? words.none : WORDS.serverNotices["not-allowed"];
    show.set(!locked && camera.choice().allowed);
    show.lock(locked, why);
    devices.lock(locked, why);
    void showDevices();
  };
}
