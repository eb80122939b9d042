import { lineage, loadCatalog } from "@porthole/builder";
import { isApp } from "@porthole/contract";
import { expect, test } from "vitest";
import { observe, ROOT } from "./support/observer.ts";
import { upApp } from "./support/porthole.ts";
import { waitFor } from "./support/wait.ts";

const catalog = await loadCatalog(ROOT);
const apps = [...catalog.values()].map(entry => entry.manifest).filter(isApp);

test.each(apps.map(app => app.name))(
  "%s starts, answers on its page, and shows a window of its own",
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
    }
  },
);
