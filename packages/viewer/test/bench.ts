import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PageMessage } from "@porthole/protocol";
import type { BrowserContextOptions, Page } from "playwright-core";
import { expect } from "vitest";
import { type Chromium, type ChromiumOptions, launchChromium } from "../../../tests/support/chromium.ts";
import { openSection } from "../../../tests/support/panel.ts";
import { type Colour, distance, shoot } from "../../../tests/support/pixels.ts";
import { waitFor } from "../../../tests/support/wait.ts";
import { buildViewer } from "../build/index.ts";
import { type Client, openTestDesktop, type TestDesktop } from "./desktop.ts";
import { QUADRANTS, TILE } from "./fixtures/colours.ts";

/** CSS pixels of the window, unless a test says otherwise: the size of the scene. */
export const VIEWPORT = { width: 640, height: 360 };

/** The built page and a Chromium to open it in. */
export type Bench = AsyncDisposable & {
  desktop(onClient: (client: Client) => void): Promise<TestDesktop>;
  open(desktop: TestDesktop, options?: OpenOptions): Promise<View>;
};
/** How a page is opened; `without` names what is taken from the browser first. */
export type OpenOptions = {
  host?: string;
  /** `null` for what the window has, with the ratio that the browser was started with. */
  viewport?: { width: number; height: number } | null;
  ratio?: number;
  without?: string[];
  /** Errors on the console that a test brings about; all others fail it. */
  troubles?: RegExp;
  /** How the browser is: its language, look, touch screen. */
  context?: BrowserContextOptions;
};
/** A window of a desk's computer. */
export const WIDE: OpenOptions = { viewport: { width: 1280, height: 720 } };
/** An open page. */
export type View = AsyncDisposable & { page: Page };

/** Builds the page and starts Chromium. */
export async function openBench(options: ChromiumOptions = {}): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), "viewer-"));
  await buildViewer(folder);
  const chromium = await launchChromium(options);
  return {
    desktop: onClient => openTestDesktop(folder, onClient),
    open: (desktop, options = {}) => openView(chromium, desktop, options),
    async [Symbol.asyncDispose]() {
      await chromium[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Opens the page of a desktop; every error and every breach of its content policy fails the test. */
async function openView(chromium: Chromium, desktop: TestDesktop, options: OpenOptions): Promise<View> {
  const troubles: string[] = [];
  const page = await chromium.open(desktop.url(options.host), {
    ...(options.viewport === null
      ? { viewport: null }
      : { viewport: options.viewport ?? VIEWPORT, deviceScaleFactor: options.ratio ?? 1 }),
    ...options.context,
    async before(opened) {
      const note = (text: string) => options.troubles?.test(text) || troubles.push(text);
      opened.on("pageerror", error => note(error.message));
      opened.on("console", message => {
        if (message.type() === "error" && !/WebSocket connection/.test(message.text())) {
          note(message.text());
        }
      });
      await opened.addInitScript(names => {
        for (const name of names) {
          Reflect.deleteProperty(
            name === "transferControlToOffscreen" ? HTMLCanvasElement.prototype : window,
            name,
          );
        }
      }, options.without ?? []);
    },
  });
  return {
    page,
    async [Symbol.asyncDispose]() {
      await page.context().close();
      expect(troubles).toEqual([]);
    },
  };
}

/** Waits until the middle of each quadrant of the picture has its colour. */
export async function waitForScene(page: Page, place = { left: 0, top: 0, ...VIEWPORT }): Promise<void> {
  let seen = "";
  await waitFor("the scene", async () => {
    const shot = await shoot(page);
    const colours = [0, 1, 2, 3].map(index =>
      shot.at(
        Math.floor(place.left + place.width * (index % 2 === 0 ? 0.25 : 0.75)),
        Math.floor(place.top + place.height * (index < 2 ? 0.25 : 0.75)),
      ),
    );
    seen = colours.join(" | ");
    return colours.every((colour, index) => distance(colour, QUADRANTS[index] as Colour) <= 2);
  }).catch((error: Error) => {
    throw new Error(`${error.message}; saw ${seen}`);
  });
}

/** Messages of one kind, in order. */
export function of<K extends PageMessage["kind"]>(
  client: Client,
  kind: K,
): Extract<PageMessage, { kind: K }>[] {
  return client.received.filter(
    (message): message is Extract<PageMessage, { kind: K }> => message.kind === kind,
  );
}

/** The nth page that has said hello, from 0. */
export async function clientAt(desktop: TestDesktop, index: number): Promise<Client> {
  return waitFor(`connection ${index + 1}`, () => desktop.clients[index]);
}

/** A value of the statistics section, which it opens if need be. */
export async function figure(page: Page, name: string): Promise<string | null> {
  await openSection(page, "statistics");
  return page.locator(`dd[data-figure="${name}"]`).getAttribute("data-value");
}

/** Waits until the JPEG tiles are on the screen. */
export async function waitForTiles(page: Page): Promise<void> {
  await waitFor("the tiles", async () => {
    const shot = await shoot(page);
    return [
      [20, 60],
      [220, 60],
      [20, 240],
      [220, 240],
    ].every(([x = 0, y = 0]) => distance(shot.at(x, y), TILE) <= 2);
  });
}
