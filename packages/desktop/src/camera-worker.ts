import { parentPort, workerData } from "node:worker_threads";
import type { CameraSettings, FromCameraWorker, ToCameraWorker } from "./camera/messages.ts";
import { Projector } from "./camera/projector.ts";
import { loadCamera, type VideoDevice } from "./native/camera-library.ts";

/** Milliseconds between two looks at who reads. */
const LOOK = 100;

const settings = workerData as CameraSettings;
const post = (message: FromCameraWorker) => parentPort?.postMessage(message);

/** The first device that can be used. */
function openFirst(): { device?: VideoDevice; path: string; why: string } {
  const reasons: string[] = [];
  const camera = loadCamera(settings.native);
  for (const path of settings.devices) {
    try {
      return { device: camera.open(path, settings.width, settings.height), path, why: "" };
    } catch (error) {
      reasons.push(error instanceof Error ? error.message : String(error));
    }
  }
  return { path: "", why: reasons.join("; ") };
}

const { device, path, why } = openFirst();
post({ kind: "device", path, why });
if (device) {
  const projector = new Projector(device, settings, used => post({ kind: "used", used }));
  const timer = setInterval(() => projector.look(performance.now()), LOOK);
  parentPort?.on("message", (message: ToCameraWorker) => {
    switch (message.kind) {
      case "view":
        projector.view(message.data, performance.now());
        break;
      case "blank":
        projector.blank();
        break;
      case "stop":
        clearInterval(timer);
        projector[Symbol.dispose]();
        parentPort?.close();
        break;
    }
  });
}
