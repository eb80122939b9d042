import { LARGEST_VIEW, type PageMessage } from "@porthole/protocol";
import type { PageLine, PageLink } from "../session/page-line.ts";
import { may } from "../sharing/grant.ts";
import type { Camera, CameraPage } from "./camera.ts";

/** Pictures a second that a page is asked for. */
const RATE = 30;

/** One page's part in the camera. */
export class CameraLink implements CameraPage, PageLink {
  readonly #camera: Camera;
  readonly #line: PageLine;
  readonly #membership: Disposable;
  #pieces: Uint8Array[] = [];
  #size = 0;

  /** Tells the page whether there is a device, and joins. */
  constructor(camera: Camera, line: PageLine) {
    this.#camera = camera;
    this.#line = line;
    this.#membership = camera.join(this);
  }

  /** Does what a message says; gives `false` where it is none about the camera. */
  handle(message: PageMessage): boolean {
    switch (message.kind) {
      case "view":
        this.#take(message.data, message.last);
        return true;
      case "button":
      case "key":
        this.#camera.onUse(this);
        return false;
      default:
        return false;
    }
  }

  get mayBeSeen(): boolean {
    return may(this.#line.person.grant, "camera");
  }

  onGrant(): void {
    this.#camera.update();
  }

  onThere(there: boolean): void {
    this.#line.send({ kind: "cameraRules", there });
  }

  onWanted(on: boolean): void {
    const { width, height } = this.#camera.settings;
    this.#pieces = [];
    this.#size = 0;
    this.#line.send({ kind: "cameraWanted", on, width, height, rate: RATE });
  }

  [Symbol.dispose](): void {
    this.#membership[Symbol.dispose]();
  }

  /** Puts a picture together; of one that is too large nothing is kept. */
  #take(data: Uint8Array, last: boolean): void {
    this.#size += data.length;
    if (this.#size <= LARGEST_VIEW) {
      this.#pieces.push(data.slice());
    } else {
      this.#pieces = [];
    }
    if (last) {
      if (this.#size <= LARGEST_VIEW) {
        this.#camera.view(this, joined(this.#pieces, this.#size));
      }
      this.#pieces = [];
      this.#size = 0;
    }
  }
}

function joined(pieces: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
