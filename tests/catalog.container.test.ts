import { lineage, loadCatalog } from "@porthole/builder";
import { isApp } from "@porthole/contract";
import { expect, test } from "vitest";
import { observe, ROOT } from "./support/observer.ts";
import { type UpAnswer, upApp } from "./support/porthole.ts";
import { capture } from "./support/shell.ts";
import { waitFor } from "./support/wait.ts";

/** What prints a page with an application, without a dialog; a desktop alone has none that prints. */
const PRINTS: Readonly<Record<string, string>> = {
  chromium: "chromium --user-data-dir=/tmp/printing --no-first-run --kiosk-printing file:///tmp/page.html",
  firefox: `mkdir /tmp/printing && echo 'user_pref("print.always_print_silent", true);' > /tmp/printing/user.js && firefox-esr --no-remote --profile /tmp/printing file:///tmp/page.html`,
  libreoffice: "soffice -p /tmp/page.html",
};

const catalog = await loadCatalog(ROOT);
const apps = [...catalog.values()].map(entry => entry.manifest).filter(isApp);

test.each(apps.map(app => app.name))(
  "%s starts, answers on its page, and shows a window of its own; what it prints comes to the page as a PDF",
  async name => {
    await using app = await upApp(name);
    const page = await fetch(app.answer.url);
    expect([200, 401]).toContain(page.status);

    if (lineage(catalog, name).some(image => image.manifest.name === "desktop")) {
      const { run } = await observe(app.answer.container);
      const title = await waitFor(
        "a window",
        async () => {
          const [window] = (await run("xprop -root _NET_CLIENT_LIST")).match(/0x[0-9a-f]+/g) ?? [];
          return window && (await run(`xprop -id ${window} _NET_WM_NAME || true`)).match(/"(.+)"/)?.[1];
        },
        60_000,
      );
      expect(title).not.toBe("");
      if (PRINTS[name] !== undefined) {
        await expectPrinted(app.answer, PRINTS[name]);
      }
    }
  },
);

/** Prints a page and waits for the document. */
async function expectPrinted({ container, url }: UpAnswer, line: string): Promise<void> {
  const page = "<title>Printed</title><p>Page</p><script>onload = () => print()</script>";
  const inside = ["exec", "-u", "abc", "-e", "DISPLAY=:1"];
  await capture("docker", ...inside, container, "sh", "-c", `echo '${page}' > /tmp/page.html`);
  await capture("docker", ...inside, "-d", container, "sh", "-c", line);
  const answer = await waitFor(
    "a printed document",
    async () => {
      const document = await fetch(new URL("files/print/1", url));
      return document.ok ? document : undefined;
    },
    60_000,
  );
  expect((await answer.text()).slice(0, 5)).toBe("%PDF-");
}
