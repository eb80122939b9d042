/** What a build tells while it runs. */
export type BuildEvent =
  | { kind: "start"; step: string; text: string }
  | { kind: "end"; step: string; seconds: number }
  | { kind: "log"; step: string; line: string };

/** Tells of one step of a build. */
export type StepLog = (line: string) => void;

/** Runs `work` between a `start` and an `end` event. A step that throws has no `end`. */
export async function step<T>(
  onEvent: ((event: BuildEvent) => void) | undefined,
  name: string,
  text: string,
  work: (log: StepLog) => Promise<T>,
): Promise<T> {
  const began = performance.now();
  onEvent?.({ kind: "start", step: name, text });
  const result = await work(line => onEvent?.({ kind: "log", step: name, line }));
  onEvent?.({ kind: "end", step: name, seconds: (performance.now() - began) / 1000 });
  return result;
}

/** Cuts a stream of bytes into lines and keeps the last ones, for an error's message. */
export class LineCutter {
  readonly #emit: StepLog;
  readonly #decoder = new TextDecoder();
  readonly last: string[] = [];
  #open = "";

  constructor(emit: StepLog) {
    this.#emit = emit;
  }

  push(chunk: Uint8Array): void {
    this.#open += this.#decoder.decode(chunk, { stream: true });
    const lines = this.#open.split(/\r?\n|\r/);
    this.#open = lines.pop() ?? "";
    for (const line of lines) {
      this.#line(line);
    }
  }

  end(): void {
    if (this.#open !== "") {
      this.#line(this.#open);
      this.#open = "";
    }
  }

  #line(line: string): void {
    this.last.push(line);
    if (this.last.length > 40) {
      this.last.shift();
    }
    this.#emit(line);
  }
}
