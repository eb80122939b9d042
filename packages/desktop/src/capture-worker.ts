import { fileURLToPath } from "node:url";
import { isMainThread, parentPort } from "node:worker_threads";
import { CaptureLoop } from "./capture/loop.ts";
import type { FromWorker, ToWorker, WorkerSettings } from "./capture/messages.ts";
import type { EncoderKind } from "./encode/encoder.ts";
import { AV_KINDS, encoderKinds } from "./encode/encoders.ts";
import { answerTrial } from "./encode/trial.ts";

let loop: CaptureLoop | undefined;
let comparing = false;
/** What was told of native libraries stays in this thread, so it is told once. */
let kinds: readonly EncoderKind[] | undefined;

function post(message: FromWorker, transfer: ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, transfer);
}

/** Captures until told to stop. */
async function capture(settings: WorkerSettings): Promise<void> {
  const files = { native: settings.native, trial: fileURLToPath(import.meta.url) };
  kinds ??= encoderKinds(files, settings.encoders);
  comparing = false;
  loop = new CaptureLoop(settings, kinds, post, () => comparing);
  await loop.run();
  post({ kind: "stopped" });
}

// As a program of its own it tries an encoder.
if (isMainThread) {
  answerTrial(AV_KINDS);
} else {
  parentPort?.on("message", (message: ToWorker) => {
    switch (message.kind) {
      case "start":
        void capture(message.settings);
        break;
      case "stop":
        loop?.[Symbol.dispose]();
        break;
      case "demand":
        loop?.demand(message.stream, message.demand);
        break;
      case "compare":
        comparing = message.on;
        break;
    }
  });
  // A thread that ends takes nothing of its native memory with it.
  process.on("exit", () => loop?.[Symbol.dispose]());
}
