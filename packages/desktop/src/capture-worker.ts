import { parentPort, workerData } from "node:worker_threads";
import { CaptureLoop } from "./capture/loop.ts";
import type { ToWorker, WorkerSettings } from "./capture/messages.ts";
import { encoderKinds } from "./encode/encoders.ts";

const settings = workerData as WorkerSettings;
const loop = new CaptureLoop(settings, encoderKinds(settings.native), (message, transfer) =>
  parentPort?.postMessage(message, transfer),
);
parentPort?.on("message", (message: ToWorker) => {
  if (message.kind === "stop") {
    loop[Symbol.dispose]();
    parentPort?.close();
  } else {
    loop.demand(message.stream, message.demand);
  }
});
// A thread that ends takes nothing of its native memory with it.
process.on("exit", () => loop[Symbol.dispose]());
await loop.run();
