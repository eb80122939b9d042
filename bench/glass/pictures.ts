import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PNG } from "pngjs";
import { launchChromium } from "../../tests/support/chromium.ts";
import { paintFilm, paintPhoto, seeded } from "./paint.ts";
import type { Picture } from "./picture.ts";
import { LINE, type Pictures } from "./scenes.ts";

/** Raise when anything about the pictures changes. */
const VERSION = 3;

/** Sizes of what is kept. The lines' number is prime, so that the terminal does not repeat with anything. */
const SIZES = {
  photo: [1920, 2160],
  lines: [1600, 211 * LINE],
  window: [800, 500],
  film: [1104, 624],
} as const;
const FRAMES = 36;

/** Makes the pictures where the cache folder has none. @returns the folder that holds them, for {@link loadPictures} */
export async function preparePictures(cache: string): Promise<string> {
  const folder = join(cache, `pictures-${VERSION}`);
  await mkdir(folder, { recursive: true });
  const keep = async (name: string, make: () => Buffer | Promise<Buffer>) => {
    const path = join(folder, name);
    if ((await readFile(path).catch(() => undefined)) === undefined) {
      await writeFile(`${path}.new`, await make());
      await rename(`${path}.new`, path);
    }
  };
  await keep("photo", () => paintPhoto(...SIZES.photo, 7).pixels);
  await keep("film", () => Buffer.concat(paintFilm(...SIZES.film, FRAMES, 11).map(({ pixels }) => pixels)));
  await keep("lines", () => typeset(...SIZES.lines, terminalPage()));
  await keep("window", () => typeset(...SIZES.window, WINDOW_PAGE));
  return folder;
}

/** Reads the pictures. */
export async function loadPictures(folder: string): Promise<Pictures> {
  const read = async (name: keyof typeof SIZES): Promise<Picture> => {
    const [width, height] = SIZES[name];
    return { width, height, pixels: await readFile(join(folder, name)) };
  };
  const { width, height, pixels } = await read("film");
  const frame = width * height * 4;
  const film = Array.from({ length: FRAMES }, (_, index) => ({
    width,
    height,
    pixels: pixels.subarray(index * frame, (index + 1) * frame),
  }));
  return { photo: await read("photo"), lines: await read("lines"), window: await read("window"), film };
}

/** Has the browser set text, with the smooth edges that a terminal's font has too. */
async function typeset(width: number, height: number, html: string): Promise<Buffer> {
  await using chromium = await launchChromium();
  const page = await chromium.open("about:blank", { viewport: { width, height } });
  await page.setContent(html);
  const { data } = PNG.sync.read(await page.screenshot());
  // From red, green, blue, alpha to blue, green, red.
  for (let at = 0; at < data.length; at += 4) {
    [data[at], data[at + 2]] = [data[at + 2] ?? 0, data[at] ?? 0];
  }
  return data;
}

/** Lines like those of a build. */
function terminalPage(): string {
  const random = seeded(3);
  const pick = <T>(values: readonly T[]) => values[Math.floor(random() * values.length)] as T;
  const words = "capture convert encode relay socket decode draw damage region viewer frame picture".split(
    " ",
  );
  const line = () => {
    const path = Array.from({ length: 2 + Math.floor(random() * 4) }, () => pick(words)).join("/");
    const status = pick(['<b class="g">ok</b>', '<b class="y">warn</b>', '<b class="r">fail</b>']);
    const tail = Array.from({ length: Math.floor(random() * 9) }, () => pick(words)).join(" ");
    return `[${String(Math.floor(random() * 1e5)).padStart(5)}] ${status} ${path}.ts:${Math.floor(random() * 999)} <i>${tail}</i>`;
  };
  const lines = Array.from({ length: SIZES.lines[1] / LINE }, line).join("\n");
  return `<style>body{margin:0;background:#101418;color:#d8dee9}pre{margin:0;font:15px/${LINE}px "DejaVu Sans Mono",monospace}
.g{color:#8fd460}.y{color:#e8c95a}.r{color:#ef6b73}i{color:#7f9fc4;font-style:normal}</style><pre>${lines}</pre>`;
}

const WINDOW_PAGE = `<style>body{margin:0;background:#f4f4f2;color:#222;font:15px/22px "DejaVu Sans",sans-serif}
header{background:linear-gradient(#4b6a8f,#38506d);color:#fff;padding:6px 12px;font-weight:bold}main{padding:14px 20px}
button{font:inherit;margin-right:8px}</style><header>Notes</header><main><h2>What a window looks like</h2>
${"<p>Text in a proportional face, as in an editor or a mail, with a rule below it.</p><hr>".repeat(5)}
<button>Open</button><button>Save</button><button>Close</button></main>`;
