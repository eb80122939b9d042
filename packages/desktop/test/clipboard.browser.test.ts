import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { PNG } from "pngjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Application, startApplication } from "../../../tests/support/applications.ts";
import { type Chromium, INSECURE_HOST, launchChromium } from "../../../tests/support/chromium.ts";
import { type Firefox, launchFirefox } from "../../../tests/support/firefox.ts";
import { waitFor } from "../../../tests/support/wait.ts";
import { type RunningDesktop, startDesktop } from "./running-desktop.ts";

const TEXT = "Grüße, 世界 🐚";

let desktop: RunningDesktop;
let chromium: Chromium;
let firefox: Firefox;
let gtk: Application;
let notes: Server;

beforeAll(async () => {
  [desktop, chromium, firefox] = await Promise.all([startDesktop(), launchChromium(), launchFirefox()]);
  gtk = await startApplication(desktop.container, "gtk");
  notes = createServer((_request, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(NOTES);
  }).listen(0, "127.0.0.1");
});
afterAll(async () => {
  notes?.close();
  for (const started of [gtk, chromium, firefox, desktop] as (AsyncDisposable | undefined)[]) {
    await started?.[Symbol.asyncDispose]();
  }
});

/** A page beside the desktop's: what is copied and pasted elsewhere in the same browser. */
const NOTES = `<!doctype html><div id="note" contenteditable style="height:200px">x</div><script>
  window.pasted = {};
  addEventListener("paste", async event => {
    event.preventDefault();
    const { clipboardData: data } = event;
    const file = [...data.files][0];
    window.pasted = { text: data.getData("text/plain"), html: data.getData("text/html"), type: file?.type };
    if (file) {
      const image = await createImageBitmap(file);
      const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
      canvas.drawImage(image, 0, 0);
      const [...corner] = canvas.getImageData(0, 0, 1, 1).data;
      window.pasted.image = { width: image.width, height: image.height, corner };
    }
  });
  addEventListener("copy", event => {
    if (window.toCopy) {
      event.preventDefault();
      for (const [type, value] of Object.entries(window.toCopy)) event.clipboardData.setData(type, value);
    }
  });
</script>`;

/** The part of a page that both drivers have. */
type AnyPage = {
  bringToFront(): Promise<void>;
  // biome-ignore lint/suspicious/noExplicitAny: the drivers type their callbacks each in their own way
  evaluate(script: any, argument?: any): Promise<any>;
  click(selector: string): Promise<unknown>;
  mouse: { click(x: number, y: number): Promise<void> };
  keyboard: {
    down(key: "Control"): Promise<void>;
    up(key: "Control"): Promise<void>;
    press(key: "v" | "c" | "x"): Promise<void>;
  };
};

async function withControl(page: AnyPage, key: "v" | "c"): Promise<void> {
  await page.keyboard.down("Control");
  await page.keyboard.press(key);
  await page.keyboard.up("Control");
}

/** Copies in the notes. */
async function copyInNotes(page: AnyPage, formats: Record<string, string>): Promise<void> {
  await page.bringToFront();
  await page.click("#note");
  await page.evaluate((wanted: Record<string, string>) => {
    Object.assign(window, { toCopy: wanted });
    getSelection()?.selectAllChildren(document.getElementById("note") as Node);
  }, formats);
  await withControl(page, "c");
}

type Pasted = { text?: string; html?: string; image?: { width: number; height: number; corner: number[] } };

/** Types a key into the desktop and pastes in the notes, in turns, until `test` finds what it wants. */
async function pasteInNotes(
  desk: AnyPage,
  notes: AnyPage,
  test: (pasted: Pasted) => boolean,
): Promise<Pasted> {
  return waitFor("the paste", async () => {
    await desk.bringToFront();
    await desk.keyboard.press("x");
    await notes.bringToFront();
    await notes.click("#note");
    await withControl(notes, "v");
    const pasted = (await notes.evaluate("window.pasted")) as Pasted;
    return test(pasted) ? pasted : undefined;
  });
}

/** Waits until the page has met the server: what is copied before then is not for it. */
async function connected(page: AnyPage): Promise<void> {
  const state = () => page.evaluate(`document.getElementById("link").dataset.state`);
  await waitFor("the connection", async () => (await state()) === "open");
}

/** The desktop's page in front, its keyboard in the application's field. */
async function intoDesktop(page: AnyPage): Promise<void> {
  await connected(page);
  await page.bringToFront();
  await gtk.clear();
  await page.mouse.click(640, 360);
  await gtk.clear();
}

const notesUrl = () => `http://localhost:${(notes.address() as AddressInfo).port}/`;

/** Both pages in one browser. */
async function openChromium(
  host: string,
): Promise<{ page: AnyPage; other: AnyPage; close(): Promise<void> }> {
  // What a person's Chromium allows unasked, one that is driven has to be told.
  const page = await chromium.open(`http://${host}:${desktop.port}/`, { permissions: ["clipboard-write"] });
  const other = await page.context().newPage();
  await other.goto(notesUrl());
  return { page, other, close: () => page.context().close() };
}

async function openFirefox(): Promise<{ page: AnyPage; other: AnyPage; close(): Promise<void> }> {
  const page = await firefox.open(desktop.url);
  const other = await firefox.open(notesUrl());
  const close = async () => {
    await other.close();
    await page.close();
  };
  return { page: page as unknown as AnyPage, other: other as unknown as AnyPage, close };
}

describe.each([
  ["Chromium", () => openChromium("localhost")],
  ["Chromium on plain http", () => openChromium(INSECURE_HOST)],
  ["Firefox", openFirefox],
])("in %s", (_name, open) => {
  it("Ctrl+V pastes what was copied elsewhere, each time the newest", async () => {
    const { page, other, close } = await open();
    for (let i = 1; i <= 5; i++) {
      await copyInNotes(other, { "text/plain": `${TEXT} ${i}`, "text/html": `<i>${i}</i>` });
      await intoDesktop(page);
      await withControl(page, "v");
      await waitFor("text in the field", async () => (await gtk.field()) !== "");
      expect(await gtk.field()).toBe(`${TEXT} ${i}`);
      expect((await gtk.paste()).html).toContain(`<i>${i}</i>`);
    }
    await close();
  });

  it("what is copied in the desktop can be pasted elsewhere", async () => {
    const { page, other, close } = await open();
    await intoDesktop(page);
    await gtk.copy({ text: TEXT, html: "<b>bold</b>" });
    const pasted = await pasteInNotes(page, other, ({ text }) => text === TEXT);
    expect(pasted.html).toContain("<b");
    await close();
  });
});

// Without a window, Firefox's clipboard holds no pictures.
describe("a picture copied in the desktop", () => {
  it("can be pasted elsewhere", async () => {
    const { page, other, close } = await openChromium("localhost");
    await intoDesktop(page);
    await gtk.copyPicture({ width: 64, height: 48, corner: "#1177ee" });
    const { image } = await pasteInNotes(page, other, pasted => pasted.image !== undefined);
    expect(image).toEqual({ width: 64, height: 48, corner: [0x11, 0x77, 0xee, 255] });
    await close();
  });
});

describe("a picture copied elsewhere", () => {
  it("is found by applications", async () => {
    const { page, other, close } = await openChromium("localhost");
    const png = new PNG({ width: 30, height: 20 });
    png.data.fill(255);
    png.data.set([9, 8, 7], 0);
    await other.bringToFront();
    await other.click("#note");
    await other.evaluate(
      async (bytes: number[]) => {
        const blob = new Blob([new Uint8Array(bytes)], { type: "image/png" });
        await navigator.clipboard.write([new ClipboardItem({ "image/png": blob })]);
      },
      [...PNG.sync.write(png)],
    );
    await intoDesktop(page);
    await withControl(page, "v");
    // What the application had itself is there until then.
    const image = await waitFor("the picture", async () => {
      const found = (await gtk.paste()).image;
      return found?.width === 30 && found;
    });
    expect(image).toEqual({ width: 30, height: 20, corner: "#090807" });
    await close();
  });
});

describe("a browser that may read its clipboard", () => {
  it("takes over what was copied elsewhere when the page is looked at, so that a menu's Paste finds it", async () => {
    const page = await chromium.open(desktop.url, { permissions: ["clipboard-read", "clipboard-write"] });
    const other = await page.context().newPage();
    await other.goto(notesUrl());
    await connected(page as unknown as AnyPage);
    await copyInNotes(other, { "text/plain": "without a key" });
    await page.bringToFront();
    // Driven browsers tell every page that it has the focus, and so none that it comes.
    await page.evaluate(() => window.dispatchEvent(new Event("focus")));
    await waitFor("the text", async () => (await gtk.paste()).text === "without a key");
    await page.context().close();
  });
});

describe("on plain http", () => {
  it("a picture that cannot be handed on is told of in words", async () => {
    const page = await chromium.open(`http://${INSECURE_HOST}:${desktop.port}/`);
    await connected(page as unknown as AnyPage);
    await gtk.copyPicture({ width: 8, height: 8, corner: "#000000" });
    await page.getByText("Over plain http browsers take only text").waitFor();
    await page.context().close();
  });
});
