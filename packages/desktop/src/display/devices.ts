import { INPUT_MEANS } from "@porthole/protocol";
import type { XClient } from "x11";
import type { XConnection } from "./connection.ts";

/** The devices of native/input-driver.c by their names in images/desktop/root/etc/X11/porthole.conf. */
const NAMES = {
  wheel: "Porthole wheel",
  touch: "Porthole touch screen",
  pen: "Porthole pen",
  eraser: "Porthole eraser",
} as const;
type Device = keyof typeof NAMES;

/** `XIChangeProperty` of XInput 2 (XI2proto, request 57), `PropModeReplace`, and the predefined atom `INTEGER`. */
const CHANGE_PROPERTY = 57;
const REPLACE = 0;
const INTEGER = 19;

/** What a pen does; see `pen` of the protocol, places in pixels of the whole screen. */
export type PenState = {
  near: boolean;
  eraser: boolean;
  x: number;
  y: number;
  pressure: number;
  tiltX: number;
  tiltY: number;
  buttons: number;
};

/** Input devices that XTEST cannot play. What they are told comes in one order with the connection's other requests. */
export class InputDevices {
  readonly #client: XClient;
  readonly #opcode: number;
  readonly #property: number;
  readonly #ids: ReadonlyMap<Device, number>;

  private constructor(client: XClient, opcode: number, property: number, ids: ReadonlyMap<Device, number>) {
    this.#client = client;
    this.#opcode = opcode;
    this.#property = property;
    this.#ids = ids;
  }

  /** Finds the devices; an X server without Porthole's driver has none. @throws Error where the X server goes meanwhile. */
  static async open(connection: XConnection): Promise<InputDevices> {
    const { client } = connection;
    const xinput = await connection.extension("xinput");
    await connection.ask(done => xinput.XIQueryVersion(2, 2, done));
    const [devices, property] = await Promise.all([
      connection.ask<{ deviceId: number; name: string }[]>(done => xinput.XIQueryDevice(0, done)),
      connection.ask<number>(done => client.InternAtom(false, "Porthole Input", done)),
    ]);
    const ids = new Map<Device, number>();
    for (const device of Object.keys(NAMES) as Device[]) {
      const found = devices.find(({ name }) => name === NAMES[device]);
      if (found) {
        ids.set(device, found.deviceId);
      }
    }
    return new InputDevices(client, xinput.majorOpcode, property, ids);
  }

  /** Bits of `inputMeans.means`. */
  get means(): number {
    return (
      (this.#ids.has("wheel") ? INPUT_MEANS.wheel : 0) |
      (this.#ids.has("touch") ? INPUT_MEANS.touch : 0) |
      (this.#ids.has("pen") && this.#ids.has("eraser") ? INPUT_MEANS.pen : 0)
    );
  }

  /** In 120ths of a notch, right and down positive. */
  wheel(dx: number, dy: number): void {
    this.#tell("wheel", [dx, dy]);
  }

  touch(finger: number, phase: number, x: number, y: number): void {
    this.#tell("touch", [finger, phase, x, y]);
  }

  pen({ near, eraser, x, y, pressure, tiltX, tiltY, buttons }: PenState): void {
    this.#tell(eraser ? "eraser" : "pen", [near ? 1 : 0, x, y, pressure, tiltX, tiltY, buttons]);
  }

  #tell(device: Device, values: readonly number[]): void {
    const id = this.#ids.get(device);
    if (id === undefined) {
      return;
    }
    const request = Buffer.alloc(20 + 4 * values.length);
    request.writeUInt8(this.#opcode, 0);
    request.writeUInt8(CHANGE_PROPERTY, 1);
    request.writeUInt16LE(request.length / 4, 2);
    request.writeUInt16LE(id, 4);
    request.writeUInt8(REPLACE, 6);
    request.writeUInt8(32, 7);
    request.writeUInt32LE(this.#property, 8);
    request.writeUInt32LE(INTEGER, 12);
    request.writeUInt32LE(values.length, 16);
    for (let i = 0; i < values.length; i++) {
      request.writeInt32LE(values[i] ?? 0, 20 + 4 * i);
    }
    this.#client.seq_num++;
    this.#client.pack_stream.put(request);
    this.#client.pack_stream.submit();
  }
}
