import { join } from "node:path";
import { getSystemErrorName } from "node:util";
import koffi from "koffi";
import { addressOf } from "./memory.ts";

/** The writing end of a v4l2loopback device. */
export type VideoDevice = Disposable & {
  /** Whether an application reads from it. @throws Error where the device has gone */
  inUse(): boolean;
  /** Shows a picture: planes Y, U and V one after the other, full range, colour at half size each way. @throws Error where the device has gone */
  show(planes: Uint8Array<ArrayBuffer>): void;
};

/** What the errors of `porthole_camera_open` mean. */
const WORDS: Readonly<Record<string, string>> = {
  ENODEV: "it is no device of v4l2loopback",
  EMEDIUMTYPE: "it keeps another format; load v4l2loopback without a fixed one",
  EPROTO: "this v4l2loopback cannot tell whether an application reads; version 0.13 can",
  EACCES: "the session's user may not open it",
  EBUSY: "another program writes to it already",
};

/** Opens devices through what `native/camera.c` became in `folder`. @throws Error where that is missing */
export function loadCamera(folder: string): {
  open(path: string, width: number, height: number): VideoDevice;
} {
  const library = koffi.load(join(folder, "camera.so"));
  const open = library.func("porthole_camera_open", "int", ["str", "int", "int"]);
  const close = library.func("porthole_camera_close", "void", ["int"]);
  const readers = library.func("porthole_camera_readers", "int", ["int", "int"]);
  const write = library.func("porthole_camera_write", "int", ["int", "uintptr_t", "uintptr_t", "int", "int"]);
  return {
    /** @throws Error that says why it cannot be used; even width and height */
    open(path, width, height) {
      const device = checked(open(path, width, height), path);
      const packed = new Uint8Array(width * height * 2);
      let used = 0;
      return {
        inUse() {
          used = checked(readers(device, used), path);
          return used > 0;
        },
        show: planes =>
          void checked(write(device, addressOf(planes), addressOf(packed), width, height), path),
        [Symbol.dispose]: () => close(device),
      };
    },
  };
}

function checked(result: number, path: string): number {
  if (result >= 0) {
    return result;
  }
  const name = getSystemErrorName(result);
  throw new Error(`${path}: ${WORDS[name] ?? name}`);
}
