import { join } from "node:path";
import koffi from "koffi";

/** Quiet time, in ms, before memory is given back: the code of a start or of a viewer's arrival has done its work by then. */
const AFTER = 5000;

/** Gives back memory of program files that is hardly used again; it comes back by itself when it is. */
export class Trimmer implements Disposable {
  readonly #trim: () => void;
  #timer: NodeJS.Timeout | undefined;

  /** `folder` is where `native/build.sh` left its files. @throws Error where `trim.so` is missing. */
  constructor(folder: string) {
    this.#trim = koffi.load(join(folder, "trim.so")).func("porthole_trim", "void", []);
    this.later();
  }

  /** Does so a moment after the last call. */
  later(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#trim, AFTER);
    this.#timer.unref();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}
