import { stripVTControlCharacters } from "node:util";
import { duration, paint } from "./output.ts";

/** Where progress goes; `process.stderr`, or a recorder in tests. */
export type ProgressStream = Pick<NodeJS.WriteStream, "write" | "isTTY" | "columns">;

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const REDRAW_MS = 100;
/** Columns assumed of a terminal that does not know its size and says 0, as under some serial lines and wrappers. */
const WIDTH_UNKNOWN = 80;

/**
 * Tells how far a command is: on a terminal one live line with elapsed time, redrawn in place; elsewhere a plain line
 * at the start and end of each phase. Phases may overlap. Dispose it to clear the live line.
 */
export class Progress implements Disposable {
  readonly #stream: ProgressStream;
  readonly #live: boolean;
  readonly #running = new Map<string, { text: string; started: number; detail: string }>();
  #timer: NodeJS.Timeout | undefined;
  #frame = 0;

  constructor(stream: ProgressStream = process.stderr, env: NodeJS.ProcessEnv = process.env) {
    this.#stream = stream;
    this.#live = Boolean(stream.isTTY) && env.TERM !== "dumb" && !env.CI;
  }

  /** Begins a phase. */
  start(key: string, text: string): void {
    this.#running.set(key, { text, started: performance.now(), detail: "" });
    if (this.#live) {
      this.#timer ??= setInterval(() => this.#draw(), REDRAW_MS).unref();
      this.#draw();
    } else {
      this.#stream.write(`${text} ...\n`);
    }
  }

  /** What a phase is busy with; shown on the live line only. */
  detail(key: string, text: string): void {
    const phase = this.#running.get(key);
    if (phase) {
      phase.detail = stripVTControlCharacters(text).trim();
    }
  }

  /** Ends a phase; a quick one (below `quietMs`) leaves no line on a terminal. */
  end(key: string, quietMs = 0): void {
    const phase = this.#running.get(key);
    if (!phase) {
      return;
    }
    this.#running.delete(key);
    const took = performance.now() - phase.started;
    if (!this.#live) {
      this.#stream.write(`${phase.text}: ${duration(took)}\n`);
    } else if (took >= quietMs) {
      this.#clear();
      this.#stream.write(
        `${this.#paint("green", "✓")} ${phase.text}  ${this.#paint("dim", duration(took))}\n`,
      );
    }
    this.#draw();
  }

  /** Writes a line that stays. */
  note(text: string): void {
    this.#clear();
    this.#stream.write(`${text}\n`);
    this.#draw();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#running.clear();
    this.#clear();
  }

  #draw(): void {
    const phase = [...this.#running.values()].at(-1);
    if (!this.#live || !phase) {
      return;
    }
    this.#frame = (this.#frame + 1) % FRAMES.length;
    const others = this.#running.size > 1 ? ` (+${this.#running.size - 1})` : "";
    const elapsed = duration(performance.now() - phase.started);
    const head = `${phase.text}${others}  ${elapsed}`;
    const room = (this.#stream.columns || WIDTH_UNKNOWN) - 3;
    const detail = phase.detail === "" ? "" : `  ${phase.detail}`;
    const line = `${head}${detail}`.slice(0, Math.max(0, room));
    const painted = line.slice(0, head.length) + this.#paint("dim", line.slice(head.length));
    this.#stream.write(`\r\x1b[2K${this.#paint("cyan", FRAMES[this.#frame] ?? "")} ${painted}`);
  }

  #clear(): void {
    if (this.#live) {
      this.#stream.write("\r\x1b[2K");
    }
  }

  #paint(style: "dim" | "green" | "cyan", text: string): string {
    return text === "" ? "" : paint(style, text, process.stderr);
  }
}
