/** What {@link Files.stat} tells of a file. */
export type FileInfo = {
  kind: "file" | "directory" | "link" | "other";
  /** Permission bits, 0 to 0o7777. */
  mode: number;
  uid: number;
  gid: number;
  /** Bytes. */
  size: number;
};

/** The file system as the init uses it. Names and contents hold one byte a character. */
export interface Files {
  /** Contents, or undefined where no readable regular file is. */
  read(path: string): string | undefined;
  /** Names in a folder in byte order, or undefined where no readable folder is. */
  list(path: string): string[] | undefined;
  /** What a path leads to, links followed. */
  stat(path: string): FileInfo | undefined;
  /** What stands at a path itself. */
  lstat(path: string): FileInfo | undefined;
  /** Whether this process may execute the file. */
  executable(path: string): boolean;
  /** Writes in place. @throws SystemError */
  write(path: string, bytes: string, mode?: number): void;
  /** Writes a new file and puts it in the old one's place. @throws SystemError */
  replace(path: string, bytes: string, mode: number): void;
  /** @throws SystemError */
  append(path: string, bytes: string): void;
  /** Makes a folder and those above it; one that stands already is left as it is. @throws SystemError */
  makeFolder(path: string, mode?: number): void;
  /** Removes a file or a whole folder; nothing there is fine. @throws SystemError */
  remove(path: string): void;
  /** @throws SystemError */
  link(target: string, path: string): void;
  /** Changes the owner of what stands at the path itself, never of a link's target. @throws SystemError */
  chown(path: string, uid: number, gid: number): void;
  /** @throws SystemError */
  chmod(path: string, mode: number): void;
}

/** A system call that failed. */
export class SystemError extends Error {
  override readonly name = "SystemError";
  /** As in errno(3), positive. */
  readonly errno: number;

  constructor(call: string, subject: string, errno: number) {
    super(`${call} ${subject}: ${errnoText(errno)}`);
    this.errno = errno;
  }
}

const ERRNO_TEXT: Record<number, string> = {
  1: "Operation not permitted",
  2: "No such file or directory",
  5: "Input/output error",
  7: "Argument list too long",
  8: "Exec format error",
  11: "Resource temporarily unavailable",
  12: "Cannot allocate memory",
  13: "Permission denied",
  16: "Device or resource busy",
  17: "File exists",
  20: "Not a directory",
  21: "Is a directory",
  28: "No space left on device",
  30: "Read-only file system",
  40: "Too many levels of symbolic links",
};

/** An errno in words, as strerror(3). */
export function errnoText(errno: number): string {
  return ERRNO_TEXT[errno] ?? `error ${errno}`;
}
