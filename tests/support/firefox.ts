import puppeteer, { type Browser, type Page } from "puppeteer-core";

/** How Firefox is started. */
export type FirefoxOptions = {
  /** `/usr/bin/firefox-esr`, or `FIREFOX` of the environment, unless given. */
  executable?: string;
  /** Further preferences, as in `about:config`. */
  preferences?: Record<string, boolean | number | string>;
  /** Further options of its command line. */
  flags?: readonly string[];
  /** Further environment variables. */
  env?: Record<string, string>;
};

/** A running Firefox. */
export type Firefox = AsyncDisposable & {
  browser: Browser;
  /** A page of its own, 1280×720 at one device pixel a CSS pixel. Self-signed certificates pass. */
  open(url: string): Promise<Page>;
};

/** Starts the machine's Firefox without a window, driven over WebDriver BiDi. */
export async function launchFirefox(options: FirefoxOptions = {}): Promise<Firefox> {
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: options.executable ?? process.env.FIREFOX ?? "/usr/bin/firefox-esr",
    headless: true,
    args: [...(options.flags ?? [])],
    acceptInsecureCerts: true,
    defaultViewport: { width: 1280, height: 720 },
    env: { ...process.env, ...options.env },
    extraPrefsFirefox: { ...options.preferences },
  });
  return {
    browser,
    async open(url) {
      const page = await browser.newPage();
      await page.goto(url);
      return page;
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
    },
  };
}
