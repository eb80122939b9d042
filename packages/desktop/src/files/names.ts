import { FileProblem } from "./problem.ts";

/** Bytes of a name that Linux file systems take. */
const LONGEST_NAME = 255;
/** Folders inside of each other. */
const DEEPEST = 100;
/** Marks what is not whole yet. */
const PART_MARK = ".porthole-part";

/**
 * The names in a path such as "photos/2026/sea.jpg"; none for the folder itself, "".
 * @throws FileProblem `file-name` where one of them leads elsewhere or is none a file system takes
 */
export function namesIn(path: string): string[] {
  if (path === "") {
    return [];
  }
  const names = path.split("/");
  if (names.length > DEEPEST) {
    throw new FileProblem("file-name", `These are more than ${DEEPEST} folders inside of each other.`);
  }
  for (const name of names) {
    const why = refusalOf(name);
    if (why !== undefined) {
      throw new FileProblem("file-name", `"${shown(name)}" cannot be the name of a file: ${why}.`);
    }
  }
  return names;
}

/** Why no file can be called so; `undefined` where one can. */
function refusalOf(name: string): string | undefined {
  if (name === "") {
    return "it is empty";
  }
  if (name === "." || name === "..") {
    return "it means a folder above or the same one";
  }
  if (/[\0/]/.test(name)) {
    return "it holds a character that no file system takes";
  }
  if (!name.isWellFormed()) {
    return "it is no text";
  }
  if (Buffer.byteLength(name) > LONGEST_NAME) {
    return `it is longer than ${LONGEST_NAME} bytes`;
  }
  return isPart(name) ? "Porthole calls files so that are not whole yet" : undefined;
}

function shown(name: string): string {
  const text = name.toWellFormed().replaceAll("\0", "␀");
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** Name of the file that holds what has come of an upload. */
export function partName(id: string): string {
  return `.${id}${PART_MARK}`;
}

/** Whether a name is one of {@link partName}. */
export function isPart(name: string): boolean {
  return name.startsWith(".") && name.endsWith(PART_MARK);
}

/**
 * The name to take where `name` is taken: "sea (1).jpg" for "sea.jpg". The stem is cut where the whole would get too long.
 * @param count 0 for the name itself
 */
export function freeName(name: string, count: number): string {
  if (count === 0) {
    return name;
  }
  // Two endings, as in .tar.gz, stay together; a name that begins with a dot has none.
  const [, stem = name, ending = ""] = /^(.+?)((?:\.tar)?\.[^.\s]{1,10})$/su.exec(name) ?? [];
  const tail = ` (${count})${ending}`;
  let cut = stem;
  while (Buffer.byteLength(cut + tail) > LONGEST_NAME) {
    cut = [...cut].slice(0, -1).join("");
  }
  return cut + tail;
}
