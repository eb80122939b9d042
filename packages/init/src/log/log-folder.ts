import type { Files } from "../files/files.ts";
import { tai64n } from "./script.ts";

/** How a {@link LogFolder} is kept within bounds. */
export type LogLimits = { size: number; files: number; total: number };

/** What a {@link LogFolder} needs besides files. */
export type LogFolderSystem = {
  files: Files;
  rename: (from: string, to: string) => void;
  /** Milliseconds since the Unix epoch. */
  now: () => number;
};

/** Name of a file that was put aside: its time, and that it is whole. */
const ASIDE = /^@[0-9a-f]{24}\.[su]$/;

/** A folder with a growing file `current` and a bounded number of older ones, as s6-log keeps it. */
export class LogFolder {
  private readonly path: string;
  private readonly limits: LogLimits;
  private readonly system: LogFolderSystem;
  private size: number;
  private rotations = 0;
  private pending = "";

  /** Makes the folder where it is missing, and goes on with the file that is there. @throws SystemError */
  constructor(path: string, limits: LogLimits, system: LogFolderSystem) {
    this.path = path;
    this.limits = limits;
    this.system = system;
    system.files.makeFolder(path);
    this.size = system.files.stat(this.current)?.size ?? 0;
    system.files.append(this.current, "");
  }

  private get current(): string {
    return `${this.path}/current`;
  }

  /** Adds whole lines, to be written by {@link flush}. */
  add(lines: string): void {
    this.pending += lines;
  }

  /** Writes what was added; a line is never parted between two files. After an error the next call goes on. @throws SystemError */
  flush(): void {
    while (this.pending !== "") {
      const room = this.limits.size - this.size;
      const isShort = this.pending.length <= room;
      const part = isShort
        ? this.pending
        : this.pending.slice(0, lineEnd(this.pending, room, this.size === 0));
      if (part !== "") this.system.files.append(this.current, part);
      this.size += part.length;
      this.pending = this.pending.slice(part.length);
      if (this.pending !== "") this.rotate();
    }
  }

  /** Puts `current` aside and begins another. @throws SystemError */
  rotate(): void {
    const { files, rename, now } = this.system;
    if (this.size > 0) rename(this.current, `${this.path}/${tai64n(now(), this.rotations++ % 1_000_000)}.s`);
    this.size = 0;
    files.append(this.current, "");
    this.trim();
  }

  private trim(): void {
    const { files } = this.system;
    const { files: most, total } = this.limits;
    const names = (files.list(this.path) ?? []).filter(name => ASIDE.test(name)).reverse();
    let bytes = 0;
    names.forEach((name, index) => {
      bytes += files.stat(`${this.path}/${name}`)?.size ?? 0;
      if (index >= most || (total > 0 && bytes > total)) files.remove(`${this.path}/${name}`);
    });
  }
}

/** Where to part a text so that whole lines fit into `room`; an empty file takes one line of any length. */
function lineEnd(text: string, room: number, isEmpty: boolean): number {
  const last = room > 0 ? text.lastIndexOf("\n", room - 1) + 1 : 0;
  if (last > 0 || !isEmpty) return last;
  return text.indexOf("\n") + 1 || text.length;
}
