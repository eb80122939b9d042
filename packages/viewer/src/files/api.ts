import { WORDS } from "../words.ts";

/** One file or folder of the desktop. `size` in bytes, `modified` in ms since 1970. */
export type Entry = { name: string; kind: "file" | "folder"; size: number; modified: number };

/** The server does not do what was asked, for good: asking again would not help. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  /** Permanent name of the problem; "" where the answer had none. */
  readonly id: string;

  constructor(id: string, text: string) {
    super(text);
    this.id = id;
  }
}

/** Problems that go away when the upload is begun again. */
const PASSING: ReadonlySet<string> = new Set(["file-offset", "file-digest", "file-gone"]);

/** Address of what `path` names in an area of the server's files: `content`, `zip`, `list`, `folders`. */
export function addressOf(area: string, path: string): string {
  return new URL(`files/${area}/${path.split("/").map(encodeURIComponent).join("/")}`, document.baseURI).href;
}

/** Asks, and gives the answer if it is a good one. @throws Refusal; another error where trying again may help */
export async function ask(address: string, request: RequestInit): Promise<Response> {
  const answer = await fetch(address, { cache: "no-store", ...request });
  if (answer.ok) {
    return answer;
  }
  const problem = await answer.json().catch(() => ({}));
  const id = String(problem.type ?? "").replace("porthole:", "");
  // Without a name it comes from what lies between, or from the sign-in.
  if (id === "" || PASSING.has(id)) {
    throw new Error(`${answer.status} ${id}`);
  }
  const known: Readonly<Record<string, string>> = WORDS.fileProblems;
  throw new Refusal(id, known[id] ?? String(problem.title ?? answer.status));
}

/** What lies in a folder of the desktop. @throws Refusal */
export async function listFolder(path: string): Promise<Entry[]> {
  return (await (await ask(addressOf("list", path), {})).json()).entries;
}

/** Has the browser fetch a file, or a folder as a zip archive, with its own means. */
export function download(path: string, kind: Entry["kind"]): void {
  saveFrom(kind === "folder" ? "zip" : "content", path);
}

/** Has the browser save what `path` names in an area of the server's files. */
export function saveFrom(area: string, path: string): void {
  const link = document.createElement("a");
  link.href = addressOf(area, path);
  link.download = "";
  link.click();
}
