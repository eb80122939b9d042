import * as sys from "porthole-sys";
import { type FileInfo, type Files, SystemError } from "../files/files.ts";

const O_RDONLY = 0;
const O_WRONLY = 1;
const O_CREAT = 0o100;
const O_TRUNC = 0o1000;
const O_APPEND = 0o2000;
const O_NONBLOCK = 0o4000;
const X_OK = 1;
const EINTR = 4;
const EEXIST = 17;
const ENOENT = 2;
const EBUSY = 16;
const CHUNK = 65536;

/** The container's own file system. */
export const systemFiles: Files = {
  read,
  list,
  stat: path => inspect(path, true),
  lstat: path => inspect(path, false),
  executable: path => sys.access(path, X_OK) === 0,
  write: (path, bytes, mode = 0o644) => save(path, bytes, O_WRONLY | O_CREAT | O_TRUNC, mode),
  append: (path, bytes) => save(path, bytes, O_WRONLY | O_CREAT | O_APPEND, 0o644),
  replace,
  makeFolder,
  remove,
  link: (target, path) => check("symlink", path, sys.symlink(target, path)),
  chown: (path, uid, gid) => check("chown", path, sys.lchown(path, uid, gid)),
  chmod: (path, mode) => check("chmod", path, sys.chmod(path, mode)),
};

/** Passes a result through. @throws SystemError when it is an errno */
export function check(call: string, subject: string, result: number): number {
  if (result < 0) throw new SystemError(call, subject, -result);
  return result;
}

/** Writes all bytes to a descriptor, waiting where it is full. */
export function writeAll(fd: number, bytes: string): number {
  let rest = bytes;
  while (rest !== "") {
    const n = sys.write(fd, rest);
    if (n === -EINTR) continue;
    if (n === -11) sys.poll([fd], [4], -1);
    else if (n < 0) return n;
    else rest = rest.slice(n);
  }
  return 0;
}

function read(path: string): string | undefined {
  // Not blocking: a fifo in the place of a file must not hold up the boot.
  const fd = sys.open(path, O_RDONLY | O_NONBLOCK, 0);
  if (fd < 0) return undefined;
  const parts: string[] = [];
  for (;;) {
    const part = sys.read(fd, CHUNK);
    if (typeof part === "number") {
      sys.close(fd);
      return undefined;
    }
    if (part === "") break;
    parts.push(part);
  }
  sys.close(fd);
  return parts.length === 1 ? parts[0] : parts.join("");
}

function list(path: string): string[] | undefined {
  const names = sys.readdir(path);
  return typeof names === "number" ? undefined : names.sort();
}

function inspect(path: string, follow: boolean): FileInfo | undefined {
  const fields = sys.stat(path, follow);
  if (typeof fields === "number") return undefined;
  const [mode, uid, gid, size] = fields;
  const format = mode & 0o170000;
  const kind =
    format === 0o100000 ? "file" : format === 0o040000 ? "directory" : format === 0o120000 ? "link" : "other";
  return { kind, mode: mode & 0o7777, uid, gid, size };
}

function save(path: string, bytes: string, flags: number, mode: number): void {
  const fd = check("open", path, sys.open(path, flags, mode));
  const result = writeAll(fd, bytes);
  sys.close(fd);
  check("write", path, result);
}

function replace(path: string, bytes: string, mode: number): void {
  const next = `${path}.porthole-new`;
  sys.unlink(next);
  save(next, bytes, O_WRONLY | O_CREAT | O_TRUNC, mode);
  const result = sys.rename(next, path);
  if (result === -EBUSY) {
    // A file mounted into the container cannot be renamed over.
    sys.unlink(next);
    save(path, bytes, O_WRONLY | O_TRUNC, mode);
    return;
  }
  check("rename", path, result);
}

function makeFolder(path: string, mode = 0o755): void {
  const result = sys.mkdir(path, mode);
  if (result === 0 || result === -EEXIST) return;
  if (result !== -ENOENT) check("mkdir", path, result);
  makeFolder(path.slice(0, path.lastIndexOf("/")) || "/", mode);
  check("mkdir", path, sys.mkdir(path, mode));
}

function remove(path: string): void {
  const info = inspect(path, false);
  if (!info) return;
  if (info.kind !== "directory") {
    check("unlink", path, sys.unlink(path));
    return;
  }
  for (const name of list(path) ?? []) remove(`${path}/${name}`);
  check("rmdir", path, sys.rmdir(path));
}
