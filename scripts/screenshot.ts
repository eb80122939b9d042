/** Takes the README's screenshot: webtop as an ordinary user has it, with windows and the settings open. */
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { launchChromium } from "../tests/support/chromium.ts";
import { openSection } from "../tests/support/panel.ts";
import { upApp } from "../tests/support/porthole.ts";
import { capture } from "../tests/support/shell.ts";

const SIZE = { width: 1440, height: 860 };
/** Milliseconds until what was started is drawn, and until what was done is. */
const STARTED = 5000;
const DONE = 1500;

const owner = ["PUID=1000", "PGID=1000"].flatMap(line => ["--env", line]);
await using app = await upApp("webtop", "--port", "33100:3000", "--port", "33101:3001", ...owner);
await using chromium = await launchChromium();
const page = await chromium.open(app.answer.url, { viewport: SIZE });
await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
await setTimeout(STARTED);
const asUser = (line: string) =>
  capture(
    "docker",
    "exec",
    app.answer.container,
    "/bin/sh",
    "-c",
    `s6-setuidgid abc with-contenv sh -c 'cd /config && ${line}' >/dev/null 2>&1 &`,
  );
await asUser("mkdir -p Documents Pictures Music Projects && thunar /config");
await asUser("xfce4-terminal --geometry 84x20+40+330");
await setTimeout(STARTED);
await page.mouse.click(300, 520);
await setTimeout(DONE);
await page.keyboard.type('cd; clear; id; ls -l; echo "Typed in a browser: äß€ 日本 {[]}"\n');
await setTimeout(DONE);
await openSection(page, "stream");
await setTimeout(DONE);
await page.screenshot({ path: join(import.meta.dirname, "../docs/screenshot.png") });
