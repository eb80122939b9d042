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

  /** `runtime` is the folder of their sockets, without which there are none; `devices` that of their nodes, which are made when the container starts. */
  constructor(runtime: string | undefined, devices = "/dev/input") {
    this.#pads = Array.from({ length: PADS }, (_, number) => {
      const nodes = [join(devices, `js${number}`), join(devices, `event${FIRST_EVENT + number}`)];
      const pad = new Pad({ socket: join(runtime ?? "", `pad${number}`), nodes });
      pad.onFailure = error => this.onFailure(error);
      return pad;
    });
    this.available = runtime !== undefined && existsSync(join(devices, `event${FIRST_EVENT}`));
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
