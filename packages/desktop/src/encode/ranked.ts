import type { EncoderKind, StreamName } from "./encoder.ts";

/** The ways to encode one stream, best first: the one in use, and why each better one is not. */
export class Ranked {
  readonly stream: StreamName;
  readonly #left: EncoderKind[];
  readonly #passedOver: string[] = [];
  /** Another kind is in use than before, or none. */
  onChange: () => void = () => undefined;

  constructor(kinds: readonly EncoderKind[], stream: StreamName) {
    this.stream = stream;
    this.#left = kinds.filter(kind => kind.stream === stream);
    this.#skipUnusable();
  }

  /** The kind in use; `undefined` where none can be. */
  get best(): EncoderKind | undefined {
    return this.#left[0];
  }

  /** Why each kind that would come before cannot be used, with its name. */
  get passedOver(): readonly string[] {
    return this.#passedOver;
  }

  /** A kind has failed although its probe had not: the next one takes its place. Gives whether there is one. */
  giveUp(kind: EncoderKind, why: string): boolean {
    if (this.#left[0] === kind) {
      this.#pass(kind, why);
      this.#skipUnusable();
      this.onChange();
    }
    return this.#left.length > 0;
  }

  #skipUnusable(): void {
    for (let kind = this.#left[0]; kind; kind = this.#left[0]) {
      const why = kind.probe();
      if (why === undefined) {
        return;
      }
      this.#pass(kind, why);
    }
  }

  #pass(kind: EncoderKind, why: string): void {
    this.#left.shift();
    this.#passedOver.push(`${kind.name}: ${why}`);
  }
}
