import { existsSync } from "node:fs";
import { join } from "node:path";
import { PADS } from "@porthole/protocol";
import { Pad } from "./pad.ts";

/** Number of the first node of events; low ones may be the host's. As in native/pads.c and init-desktop. */
const FIRST_EVENT = 1000;

/** The desktop's gamepads. */
export class Gamepads implements Disposable {
  readonly #pads: readonly Pad[];
  /** Whether programs can find them. */
  readonly available: boolean;
  onFailure: (error: unknown) => void = () => undefined;

  /**
   * `runtime` is the folder of their sockets, without which there are none; `devices` that of their nodes. What is there is decided when the
   * container starts: nodes for native/pads.c, or native/uinput-pads.c, which makes some itself.
   */
  constructor(runtime: string | undefined, devices = "/dev/input") {
    const ofKernel = runtime !== undefined && existsSync(join(runtime, "uinput"));
    this.#pads = Array.from({ length: PADS }, (_, number) => {
      const own = [join(devices, `js${number}`), join(devices, `event${FIRST_EVENT + number}`)];
      const nodes = ofKernel ? [] : own;
      const pad = new Pad({ socket: join(runtime ?? "", `pad${number}`), nodes });
      pad.onFailure = error => this.onFailure(error);
      return pad;
    });
    this.available = runtime !== undefined && (ofKernel || existsSync(join(devices, `event${FIRST_EVENT}`)));
  }

  /** A gamepad by its number, from 1. */
  pad(number: number): Pad | undefined {
    return this.#pads[number - 1];
  }

  [Symbol.dispose](): void {
    for (const pad of this.#pads) {
      pad.unplug();
    }
  }
}
