import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ensureImage, loadCatalog } from "@porthole/builder";
import { connectEngine } from "@porthole/engine";
import { ROOT } from "./observer.ts";
import { projectFixture } from "./project-fixture.ts";

/** An image with applications of both large toolkits and CUPS' own commands, and no part of Porthole. */
const APPLICATIONS = {
  name: "fixture-applications",
  title: "Applications",
  summary: "Applications of GTK and Qt that a test drives.",
  from: { debian: "trixie" },
  packages: ["cups-bsd", "cups-client", "fonts-dejavu-core", "gir1.2-gtk-3.0", "python3-gi", "python3-pyqt5"],
};

/** What an application finds in the clipboard. */
export type Pasted = {
  text?: string;
  html?: string;
  image?: { width: number; height: number; corner: string };
};

/** A window with one text field that has the focus. Its toolkit does all copying and pasting. */
export type Application = AsyncDisposable & {
  /** Takes the clipboard with a text, or HTML and its text. */
  copy(content: { text: string; html?: string }): Promise<void>;
  /** Takes the clipboard with a picture of noise, whose first pixel has this colour ("#rrggbb"). */
  copyPicture(picture: { width: number; height: number; corner: string }): Promise<void>;
  /** Takes PRIMARY, as selecting text does. */
  select(text: string): Promise<void>;
  /** Asks for the clipboard, or for PRIMARY. */
  paste(selection?: "clipboard" | "primary"): Promise<Pasted>;
  /** What stands in the text field. */
  field(): Promise<string>;
  /** Where the caret begins in the text field, in pixels of the screen, and its height. */
  caret(): Promise<{ x: number; y: number; height: number }>;
  /** Empties the text field, and waits until it has the keyboard. */
  clear(): Promise<void>;
};

/** Tag of the image with the applications, built where it is not built yet. */
export async function applicationsImage(): Promise<string> {
  await using project = await projectFixture({ [`images/${APPLICATIONS.name}`]: APPLICATIONS });
  const catalog = await loadCatalog(project.root);
  return (await ensureImage(await connectEngine(), project.root, catalog, APPLICATIONS.name)).tag;
}

/** Starts an application of a toolkit on the display of a running container. */
export async function startApplication(container: string, toolkit: "gtk" | "qt"): Promise<Application> {
  const image = await applicationsImage();
  const script = await readFile(join(ROOT, "tests/support/applications", `${toolkit}.py`), "utf8");
  // biome-ignore format: one option a word
  const options = ["run", "--rm", "-i", "--network", `container:${container}`, "--entrypoint", "/usr/bin/python3", "-e", "DISPLAY=:1", "-e", "NO_AT_BRIDGE=1", "-e", "QT_X11_NO_MITSHM=1", "-e", "LC_ALL=C.UTF-8", image, "-c", script];
  const child = spawn("docker", options);
  const gone = new Promise(resolve => child.once("close", resolve));
  // What it was asked last may not reach it any more.
  child.stdin.on("error", () => undefined);
  const ask = conversation(child);
  await ask({ do: "ready" });
  return {
    copy: async content => void (await ask({ do: "copy", ...content })),
    copyPicture: async picture => void (await ask({ do: "copy-picture", ...picture })),
    select: async text => void (await ask({ do: "select", text })),
    paste: async (selection = "clipboard") => (await ask({ do: "paste", selection })) as Pasted,
    field: async () => ((await ask({ do: "field" })) as { text: string }).text,
    caret: async () => (await ask({ do: "caret" })) as { x: number; y: number; height: number },
    clear: async () => void (await ask({ do: "clear" })),
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await gone;
    },
  };
}

/** One question and one answer a line, as JSON. */
function conversation(child: ChildProcessWithoutNullStreams): (question: object) => Promise<unknown> {
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let said = "";
  child.stderr.on("data", text => {
    said += text;
  });
  let turn: Promise<unknown> = Promise.resolve();
  return question => {
    turn = turn.then(async () => {
      child.stdin.write(`${JSON.stringify(question)}\n`);
      const { value, done } = await answers.next();
      if (done) {
        throw new Error(`the application ended: ${said}`);
      }
      return JSON.parse(value);
    });
    return turn;
  };
}
