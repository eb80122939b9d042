import { type FileInfo, type Files, SystemError } from "./files.ts";

type Entry = FileInfo & { bytes: string };
const ENOENT = 2;

/** A file system in memory, for tests and for looking at a graph that is not on disk. Links are not followed. */
export class MemoryFiles implements Files {
  readonly entries = new Map<string, Entry>([["/", folder(0o755)]]);

  /** `files` maps absolute paths to contents; a path that ends in `/run` or `.sh` is executable. */
  constructor(files: Record<string, string> = {}) {
    for (const [path, bytes] of Object.entries(files)) {
      this.makeFolder(parent(path));
      this.write(path, bytes, /\/run$|\/finish$|\.sh$/.test(path) ? 0o755 : 0o644);
    }
  }

  read(path: string): string | undefined {
    const entry = this.entries.get(path);
    return entry?.kind === "file" ? entry.bytes : undefined;
  }

  list(path: string): string[] | undefined {
    if (this.entries.get(path)?.kind !== "directory") return undefined;
    const prefix = path === "/" ? "/" : `${path}/`;
    const names = [...this.entries.keys()].filter(p => p.startsWith(prefix) && p !== "/");
    return names
      .map(p => p.slice(prefix.length))
      .filter(name => name !== "" && !name.includes("/"))
      .sort();
  }

  stat(path: string): FileInfo | undefined {
    return this.entries.get(path);
  }

  lstat(path: string): FileInfo | undefined {
    return this.entries.get(path);
  }

  executable(path: string): boolean {
    return ((this.entries.get(path)?.mode ?? 0) & 0o111) !== 0;
  }

  write(path: string, bytes: string, mode = 0o644): void {
    if (this.entries.get(parent(path))?.kind !== "directory") throw new SystemError("open", path, ENOENT);
    const old = this.entries.get(path);
    this.entries.set(path, { ...(old ?? file(mode)), bytes, size: bytes.length });
  }

  replace(path: string, bytes: string, mode: number): void {
    this.write(path, bytes, mode);
    this.chmod(path, mode);
  }

  append(path: string, bytes: string): void {
    this.write(path, (this.read(path) ?? "") + bytes);
  }

  makeFolder(path: string, mode = 0o755): void {
    if (this.entries.has(path)) return;
    this.makeFolder(parent(path), mode);
    this.entries.set(path, folder(mode));
  }

  remove(path: string): void {
    for (const key of [...this.entries.keys()]) {
      if (key === path || key.startsWith(`${path}/`)) this.entries.delete(key);
    }
  }

  link(target: string, path: string): void {
    this.entries.set(path, { ...file(0o777), kind: "link", bytes: target });
  }

  chown(path: string, uid: number, gid: number): void {
    Object.assign(this.existing("chown", path), { uid, gid });
  }

  chmod(path: string, mode: number): void {
    this.existing("chmod", path).mode = mode;
  }

  private existing(call: string, path: string): Entry {
    const entry = this.entries.get(path);
    if (!entry) throw new SystemError(call, path, ENOENT);
    return entry;
  }
}

function parent(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}

function folder(mode: number): Entry {
  return { kind: "directory", mode, uid: 0, gid: 0, size: 0, bytes: "" };
}

function file(mode: number): Entry {
  return { kind: "file", mode, uid: 0, gid: 0, size: 0, bytes: "" };
}
