import { randomBytes } from "node:crypto";
import { CLIP_FORMAT, type ServerMessage } from "@porthole/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Application, startApplication } from "../../../tests/support/applications.ts";
import { waitFor } from "../../../tests/support/wait.ts";
import { encodePng } from "../src/display/png.ts";
import { FakePage } from "./fake-page.ts";
import { type RunningDesktop, startDesktop } from "./running-desktop.ts";

let desktop: RunningDesktop;
let gtk: Application;
let qt: Application;

beforeAll(async () => {
  desktop = await startDesktop();
  gtk = await startApplication(desktop.container, "gtk");
  qt = await startApplication(desktop.container, "qt");
});
afterAll(async () => {
  for (const started of [gtk, qt, desktop] as (AsyncDisposable | undefined)[]) {
    await started?.[Symbol.asyncDispose]();
  }
});

type Clip = Extract<ServerMessage, { kind: "clip" }>;

/** A page that takes what it is sent. */
async function openPage(url = desktop.url): Promise<FakePage> {
  const page = await FakePage.open(url);
  await page.wait("clipRules");
  return page;
}

/** The content that `test` finds, once it is here in full: bytes by format. */
async function contentOn(
  page: FakePage,
  test: (clip: Clip) => boolean = () => true,
): Promise<Map<number, Buffer>> {
  const clip = await page.wait("clip", test);
  const all = clip.sizes.reduce((sum, size) => sum + size, 0);
  const bytes = await waitFor("all of it", () => {
    const pieces = page.of("clipPiece").filter(({ transfer }) => transfer === clip.transfer);
    const got = Buffer.concat(pieces.map(({ data }) => data));
    page.send({ kind: "clipTaken", transfer: clip.transfer, bytes: got.length });
    return got.length === all ? got : undefined;
  });
  const starts = clip.sizes.map((_, i) => clip.sizes.slice(0, i).reduce((sum, size) => sum + size, 0));
  return new Map(
    clip.formats.map((format, i) => [
      format,
      bytes.subarray(starts[i], (starts[i] ?? 0) + (clip.sizes[i] ?? 0)),
    ]),
  );
}

/** Sends a content as a page does. */
function bring(page: FakePage, transfer: number, parts: [number, Uint8Array][]): void {
  const [formats, sizes] = [parts.map(([format]) => format), parts.map(([, data]) => data.length)];
  page.send({ kind: "clip", transfer, formats, sizes });
  for (const [, data] of parts) {
    for (let at = 0; at < data.length; at += 60_000) {
      page.send({ kind: "clipPiece", transfer, data: data.subarray(at, at + 60_000) });
    }
  }
}

const bytes = (text: string) => Buffer.from(text, "utf8");
const TEXT = "Grüße, 世界, 🐚 ‮end";
const HTML = "<p>Grüße, <b>世界</b></p>";

describe.each([
  ["GTK", "gtk" as const, () => gtk],
  ["Qt", "qt" as const, () => qt],
])("an application of %s", (_name, toolkit, application) => {
  it("brings text and HTML to the page as soon as they are copied", async () => {
    using page = await openPage();
    await application().copy({ text: TEXT, html: HTML });
    const content = await contentOn(page);
    expect(content.get(CLIP_FORMAT.text)?.toString()).toBe(TEXT);
    expect(content.get(CLIP_FORMAT.html)?.toString()).toContain(HTML);
  });

  it("brings text of megabytes whole, and so does the page", async () => {
    using page = await openPage();
    const long = TEXT.repeat(100_000);
    await application().copy({ text: long });
    const content = await contentOn(page, ({ sizes }) => (sizes[0] ?? 0) > 1e6);
    expect(content.get(CLIP_FORMAT.text)?.toString()).toBe(long);
    bring(page, 1, [[CLIP_FORMAT.text, bytes(`${long}.`)]]);
    await waitFor("the text", async () => (await application().paste()).text?.length === long.length + 1);
    expect((await application().paste()).text).toBe(`${long}.`);
  });

  it("brings pictures to the page as PNG", async () => {
    using page = await openPage();
    await application().copyPicture({ width: 300, height: 200, corner: "#12c83f" });
    const png = (await contentOn(page)).get(CLIP_FORMAT.png);
    expect(png?.subarray(1, 4).toString()).toBe("PNG");
    expect([png?.readUInt32BE(16), png?.readUInt32BE(20)]).toEqual([300, 200]);
  });

  it("finds text, HTML and pictures of the page", async () => {
    using page = await openPage();
    bring(page, 1, [
      [CLIP_FORMAT.text, bytes(TEXT)],
      [CLIP_FORMAT.html, bytes(HTML)],
    ]);
    await waitFor("the text", async () => (await application().paste()).text === TEXT);
    expect((await application().paste()).html).toContain(HTML);
    // Noise does not shrink: over the bound of one X11 request, so it goes in parts.
    const pixels = randomBytes(400 * 300 * 4).map((byte, at) => (at % 4 === 3 ? 255 : byte));
    pixels.set([1, 2, 3], 0);
    const picture = encodePng(pixels, 400, 300);
    expect(picture.length).toBeGreaterThan(300_000);
    bring(page, 2, [[CLIP_FORMAT.png, picture]]);
    const pasted = await waitFor("the picture", async () => (await application().paste()).image);
    expect(pasted).toEqual({ width: 400, height: 300, corner: "#010203" });
  });

  it("types what the page brought just before the key", async () => {
    using page = await openPage();
    // A new window has the keyboard.
    await using typed = await startApplication(desktop.container, toolkit);
    for (let i = 1; i <= 20; i++) {
      await typed.clear();
      bring(page, i, [[CLIP_FORMAT.text, bytes(`paste ${i}`)]]);
      page.send({ kind: "key", keysym: 0xffe3, down: true, code: "" });
      page.tap(0x76);
      page.send({ kind: "key", keysym: 0xffe3, down: false, code: "" });
      await waitFor("the text in the field", async () => (await typed.field()) !== "");
      expect(await typed.field()).toBe(`paste ${i}`);
    }
  });
});

describe("the clipboard", () => {
  it("keeps what was copied when its application ends", async () => {
    using page = await openPage();
    const other = await startApplication(desktop.container, "gtk");
    await other.copy({ text: "outlives" });
    await contentOn(page);
    await other[Symbol.asyncDispose]();
    await waitFor("the text", async () => (await qt.paste()).text === "outlives");
  });

  it("keeps PRIMARY apart", async () => {
    using page = await openPage();
    await gtk.copy({ text: "copied" });
    await contentOn(page);
    await gtk.select("selected");
    await qt.copy({ text: "copied again" });
    const content = await contentOn(page, ({ transfer }) => transfer === 2);
    expect(content.get(CLIP_FORMAT.text)?.toString()).toBe("copied again");
    bring(page, 1, [[CLIP_FORMAT.text, bytes("brought")]]);
    await waitFor("the text", async () => (await qt.paste()).text === "brought");
    expect((await qt.paste("primary")).text).toBe("selected");
  });

  it("goes from one page to the others", async () => {
    using one = await openPage();
    using other = await openPage();
    bring(one, 1, [[CLIP_FORMAT.text, bytes("for all")]]);
    expect((await contentOn(other)).get(CLIP_FORMAT.text)?.toString()).toBe("for all");
    expect(one.of("clip")).toEqual([]);
  });

  it("refuses a page's content that is too large or makes no sense, in words, and goes on", async () => {
    using page = await openPage();
    page.send({ kind: "clip", transfer: 1, formats: [CLIP_FORMAT.png], sizes: [33 << 20] });
    await page.wait("notice", ({ text }) => text.includes("33 MiB is too large"));
    page.send({ kind: "clip", transfer: 2, formats: [0, 0], sizes: [1, 1] });
    page.send({ kind: "clip", transfer: 3, formats: [9], sizes: [1] });
    await waitFor("both refusals", () => page.of("notice").filter(({ text }) => /no sense/.test(text))[1]);
    bring(page, 4, [[CLIP_FORMAT.text, bytes("fine")]]);
    await waitFor("the text", async () => (await gtk.paste()).text === "fine");
  });

  it("says in words that what was copied in the desktop is too large", async () => {
    using page = await openPage();
    await gtk.copy({ text: "x".repeat(34 << 20) });
    await page.wait("notice", ({ text }) => text.includes("too large for the way out"));
    expect(page.of("clip")).toEqual([]);
    await gtk.copy({ text: "small" });
    await contentOn(page);
    expect(page.of("notice").at(-1)?.text).toBe("");
  });

  it("does not wait for a page that has gone silent with a content half sent", async () => {
    {
      using page = await openPage();
      page.send({ kind: "clip", transfer: 1, formats: [CLIP_FORMAT.text], sizes: [100_000] });
      page.send({ kind: "clipPiece", transfer: 1, data: bytes("half") });
      await page.settled(200);
    }
    expect((await gtk.paste()).text).toBeUndefined();
    using page = await openPage();
    await gtk.copy({ text: "after" });
    expect((await contentOn(page)).get(CLIP_FORMAT.text)?.toString()).toBe("after");
  });

  it("is there again after the X server was killed, with what it held", async () => {
    using page = await openPage();
    bring(page, 1, [[CLIP_FORMAT.text, bytes("kept")]]);
    await waitFor("the text", async () => (await gtk.paste()).text === "kept");
    await desktop.exec("kill -9 $(pidof Xorg)");
    await page.wait("notice", ({ id }) => id === "display-gone");
    await page.wait("notice", ({ id, text }) => id === "display-gone" && text === "");
    await using after = await startApplication(desktop.container, "qt");
    await waitFor("the text", async () => (await after.paste()).text === "kept");
    bring(page, 2, [[CLIP_FORMAT.text, bytes("in")]]);
    await waitFor("the text", async () => (await after.paste()).text === "in");
    await after.copy({ text: "out" });
    expect((await contentOn(page)).get(CLIP_FORMAT.text)?.toString()).toBe("out");
  });
});

describe("the server's settings", () => {
  it.each([
    [{ SELKIES_CLIPBOARD_OUT_ENABLED: "false|locked" }, { in: true, out: false, images: true }],
    [{ SELKIES_CLIPBOARD_IN_ENABLED: "false" }, { in: false, out: true, images: true }],
    [{ SELKIES_CLIPBOARD_ENABLED: "false" }, { in: false, out: false, images: true }],
    [{ SELKIES_ENABLE_BINARY_CLIPBOARD: "false" }, { in: true, out: true, images: false }],
  ])("%j are told to pages and hold for a hand-made one", async (env, rules) => {
    await using other = await startDesktop(env);
    await using application = await startApplication(other.container, "gtk");
    using page = await openPage(other.url);
    expect(await page.wait("clipRules")).toMatchObject(rules);
    // Without pictures of the blinking caret, silence tells that nothing comes.
    page.send({ kind: "visibility", visible: false });
    await application.copyPicture({ width: 8, height: 8, corner: "#000000" });
    await page.settled();
    await application.copy({ text: "out" });
    await page.settled();
    const { png, text } = CLIP_FORMAT;
    const wanted = rules.out ? (rules.images ? [[png], [text]] : [[text]]) : [];
    expect(page.of("clip").map(({ formats }) => formats)).toEqual(wanted);
    bring(page, 1, [[CLIP_FORMAT.png, encodePng(Buffer.alloc(16, 255), 2, 2)]]);
    await page.settled();
    expect((await application.paste()).image !== undefined).toBe(rules.images && rules.in);
    bring(page, 2, [[CLIP_FORMAT.text, bytes("in")]]);
    await page.settled();
    expect((await application.paste()).text).toBe(rules.in ? "in" : "out");
  });

  it("PORTHOLE_CLIPBOARD_PRIMARY joins what is selected with the page", async () => {
    await using other = await startDesktop({ PORTHOLE_CLIPBOARD_PRIMARY: "true" });
    await using application = await startApplication(other.container, "qt");
    using page = await openPage(other.url);
    await application.select("selected");
    expect((await contentOn(page)).get(CLIP_FORMAT.text)?.toString()).toBe("selected");
    bring(page, 1, [[CLIP_FORMAT.text, bytes("brought")]]);
    await waitFor("the text", async () => (await application.paste("primary")).text === "brought");
    expect((await application.paste()).text).toBe("brought");
  });
});
