import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

/** Command line flags of every Chromium that is driven, with a window or without. */
export const CHROMIUM_FLAGS: readonly string[] = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A host name that leads to this machine and is no secure context over plain http. */
export const INSECURE_HOST = "desktop.test";

/** How Chromium is started. */
export type ChromiumOptions = {
  /** `/usr/bin/chromium`, or `CHROMIUM` of the environment, unless given. */
  executable?: string;
  /** Further command line flags. */
  flags?: readonly string[];
  /** X display that it shows windows on; it has none unless given. */
  display?: string;
};

/** A running Chromium. */
export type Chromium = AsyncDisposable & {
  browser: Browser;
  /** A page in a context of its own; 1280×720 at one device pixel a CSS pixel unless given. Self-signed certificates pass. */
  open(
    url: string,
    options?: BrowserContextOptions & { before?: (page: Page) => Promise<unknown> },
  ): Promise<Page>;
};

/** Starts the machine's Chromium. {@link INSECURE_HOST} resolves to loopback in it. */
export async function launchChromium(options: ChromiumOptions = {}): Promise<Chromium> {
  const browser = await chromium.launch({
    executablePath: options.executable ?? process.env.CHROMIUM ?? "/usr/bin/chromium",
    ...(options.display && { headless: false, env: { ...process.env, DISPLAY: options.display } }),
    args: [
      ...(options.display ? [] : ["--headless=new"]),
      ...CHROMIUM_FLAGS,
      `--host-resolver-rules=MAP ${INSECURE_HOST} 127.0.0.1`,
      ...(options.flags ?? []),
    ],
  });
  return {
    browser,
    async open(url, { before, ...context } = {}) {
      const own = await browser.newContext({ ignoreHTTPSErrors: true, ...context });
      const page = await own.newPage();
      await before?.(page);
      await page.goto(url);
      return page;
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
    },
  };
}
