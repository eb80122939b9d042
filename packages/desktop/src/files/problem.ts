/** What can go wrong with a file, by its permanent name; a page has words of its own for each. */
export const FILE_PROBLEMS = {
  "file-name": 400,
  "file-digest": 400,
  "file-off": 403,
  "file-outside": 403,
  "file-denied": 403,
  "file-missing": 404,
  "file-kind": 409,
  "file-offset": 409,
  "file-gone": 410,
  "file-request": 400,
  "file-failed": 500,
  "disk-full": 507,
} as const;

/** Name of a problem. */
export type FileProblemId = keyof typeof FILE_PROBLEMS;

/** A request for a file that cannot be met, in words for the person who asked. */
export class FileProblem extends Error {
  override readonly name = "FileProblem";
  readonly id: FileProblemId;

  constructor(id: FileProblemId, words: string, cause?: unknown) {
    super(words, { cause });
    this.id = id;
  }

  /** Status of the answer, RFC 9110. */
  get status(): number {
    return FILE_PROBLEMS[this.id];
  }
}

/** What a system error means for the file `name`. */
export function problemOf(error: unknown, name: string): FileProblem {
  if (error instanceof FileProblem) {
    return error;
  }
  const { code } = error as NodeJS.ErrnoException;
  const say = (id: FileProblemId, words: string) => new FileProblem(id, words, error);
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
      return say(
        "disk-full",
        `The desktop's disk is full; "${name}" was not kept. Make room and send it again.`,
      );
    case "EFBIG":
      return say("disk-full", `"${name}" is larger than the desktop's file system takes.`);
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return say("file-denied", `The desktop's user may not touch "${name}". Look at who owns its folder.`);
    case "ENOENT":
      return say("file-missing", `"${name}" is not there (any more).`);
    case "ENOTDIR":
    case "EISDIR":
    case "EEXIST":
    case "ENXIO":
      return say("file-kind", `"${name}" is something else than was asked for.`);
    case "ELOOP":
      return say("file-outside", `"${name}" is a link that leads out of the folder.`);
    case "ENAMETOOLONG":
    case "EILSEQ":
    case "EINVAL":
      return say("file-name", `The desktop's file system takes no file by the name of "${name}".`);
    default:
      return say(
        "file-failed",
        `"${name}" failed: ${error instanceof Error ? error.message : String(error)}`,
      );
  }
}
