import { join } from "node:path";
import koffi from "koffi";

/** Quiet time, in ms, before memory is given back: the code of a start, of a viewer's arrival or of motion has done its work by then. */
const AFTER = 5000;

/** Gives back memory of program files that is hardly used again; it comes back by itself when it is. */
export class Trimmer implements Disposable {
  readonly #timer: NodeJS.Timeout;

  /** `folder` is where `native/build.sh` left its files. @throws Error where `trim.so` is missing. */
  constructor(folder: string) {
    const trim = koffi.load(join(folder, "trim.so")).func("porthole_trim", "void", []);
    this.#timer = setTimeout(trim, AFTER);
    this.#timer.unref();
  }

  /** Does so a moment after the last call; cheap enough for each frame. */
  later(): void {
    // A timer that has fired begins anew, too.
    this.#timer.refresh();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}
