import { afterAll, beforeAll, expect, it } from "vitest";
import { waitFor } from "../../../tests/support/wait.ts";
import { type Bench, clientAt, of, openBench, WIDE } from "./bench.ts";
import { ordinary } from "./desktop.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(async () => {
  await bench[Symbol.asyncDispose]();
});

it("can be installed as an app", async () => {
  await using desktop = await bench.desktop(ordinary);
  await using view = await bench.open(desktop, WIDE);
  await view.page.locator("link[rel=manifest]").waitFor({ state: "attached" });
  const cdp = await view.page.context().newCDPSession(view.page);
  const { errors, data } = await cdp.send("Page.getAppManifest");
  expect(errors).toEqual([]);
  const { icons }: { icons: { src: string; sizes: string; type: string }[] } = JSON.parse(data ?? "");
  const drawn = icons.filter(({ type }) => type === "image/png");
  expect(drawn).toHaveLength(3);
  for (const { src, sizes } of drawn) {
    const size = await view.page.evaluate(async path => {
      const { width, height } = await createImageBitmap(await (await fetch(path)).blob());
      return `${width}x${height}`;
    }, src);
    expect(size).toBe(sizes);
  }
  const { installabilityErrors } = await cdp.send("Page.getInstallabilityErrors");
  // Contexts of a test keep nothing, and browsers install nothing from those.
  expect(installabilityErrors.filter(({ errorId }) => errorId !== "in-incognito")).toEqual([]);
});

it("needs four files before the first picture, and nothing of the panel", async () => {
  await using desktop = await bench.desktop(ordinary);
  await using view = await bench.open(desktop, WIDE);
  await waitFor("a picture", async () => of(await clientAt(desktop, 0), "shown").length > 0);
  const asked = desktop.requests.map(path => path.split("/").at(-1)?.replace(/-.*/, ""));
  expect(asked.slice(0, 4).toSorted()).toEqual(["", "en", "main.js", "worker.js"]);
  expect(asked.slice(4)).toEqual(asked.length > 4 ? ["manifest.webmanifest"] : []);
  expect(await view.page.title()).toBe("A test desktop");
});
