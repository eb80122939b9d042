import { parentPort, workerData } from "node:worker_threads";
import { SoundLoop } from "./sound/loop.ts";
import type { SoundSettings, ToSoundWorker } from "./sound/messages.ts";

const loop = new SoundLoop(workerData as SoundSettings, (message, transfer = []) =>
  parentPort?.postMessage(message, transfer),
);
parentPort?.on("message", (message: ToSoundWorker) => {
  loop.handle(message);
  if (message.kind === "stop") {
    parentPort?.close();
  }
});
await loop.run();
