import { fileURLToPath } from "node:url";
import { isMainThread, parentPort, workerData } from "node:worker_threads";
import { CaptureLoop } from "./capture/loop.ts";
import type { ToWorker, WorkerSettings } from "./capture/messages.ts";
import { AV_KINDS, encoderKinds } from "./encode/encoders.ts";
import { answerTrial } from "./encode/trial.ts";

async function work(settings: WorkerSettings): Promise<void> {
  const files = { native: settings.native, trial: fileURLToPath(import.meta.url) };
  const loop = new CaptureLoop(settings, encoderKinds(files, settings.encoders), (message, transfer) =>
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
}

// As a program of its own it tries an encoder.
if (isMainThread) {
  answerTrial(AV_KINDS);
} else {
  await work(workerData as WorkerSettings);
}
