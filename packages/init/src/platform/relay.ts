import * as sys from "porthole-sys";
import { writeAll } from "./system-files.ts";

const POLLIN = 1;
const POLLOUT = 4;
/** A pipe that polls as writable takes this many bytes at once without waiting. */
const CHUNK = 4096;
const KEPT_LINES = 12;

/** Passes what a step writes on to the container's output, and remembers the last lines of it. */
export class Relay {
  readonly from: number;
  private readonly to: number;
  private readonly kept: Tail;
  private blocked = false;

  constructor(from: number, to: number, kept: Tail) {
    this.from = from;
    this.to = to;
    this.kept = kept;
    sys.setnonblock(from);
  }

  /** What to wait for: input, or room in the output while that is full. */
  get waitsFor(): { fd: number; events: number } {
    return this.blocked ? { fd: this.to, events: POLLOUT } : { fd: this.from, events: POLLIN };
  }

  /** Passes one chunk on. @returns false at the end of the input */
  pass(): boolean {
    return this.forward() !== "end";
  }

  /** Passes on what is there already, as far as the output takes it. */
  drain(): void {
    while (this.forward() === "some");
  }

  private forward(): "some" | "none" | "end" {
    const [room = 0] = sys.poll([this.to], [POLLOUT], 0);
    // A reader that stalls must hold up the step, not the init.
    this.blocked = room === 0;
    if (this.blocked) return "none";
    const chunk = sys.read(this.from, CHUNK);
    if (typeof chunk === "number") return "none";
    if (chunk === "") return "end";
    this.kept.add(chunk);
    writeAll(this.to, chunk);
    return "some";
  }
}

/** The last lines of a text that arrives in pieces. */
export class Tail {
  private text = "";

  add(piece: string): void {
    this.text = (this.text + piece)
      .split("\n")
      .slice(-KEPT_LINES - 1)
      .join("\n")
      .slice(-CHUNK);
  }

  /** Up to twelve lines, the last one last. */
  lines(): string[] {
    return this.text
      .replace(/\n$/, "")
      .split("\n")
      .filter(line => line !== "")
      .slice(-KEPT_LINES);
  }
}
