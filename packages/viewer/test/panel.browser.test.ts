import { CLOSE, PAGE_PARTS, SEVERITY, STREAM_SETTINGS } from "@porthole/protocol";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { faultsOf } from "../../../tests/support/axe.ts";
import { openSection } from "../../../tests/support/panel.ts";
import { waitFor } from "../../../tests/support/wait.ts";
import { type Bench, clientAt, type OpenOptions, of, openBench, WIDE } from "./bench.ts";
import { ordinary } from "./desktop.ts";
import { openAll } from "./open-all.ts";
import { withSettings } from "./settings.ts";

const PHONE: OpenOptions = {
  viewport: { width: 360, height: 640 },
  context: { hasTouch: true, isMobile: true },
};
let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(async () => {
  await bench[Symbol.asyncDispose]();
});

describe("axe", () => {
  it.each([
    ["light", WIDE, {}],
    ["dark", WIDE, { colorScheme: "dark" }],
    ["on a phone", PHONE, {}],
    ["with the system's own colours", WIDE, { forcedColors: "active" }],
  ] as const)("finds nothing with every section open, %s", async (_, options, context) => {
    await using desktop = await bench.desktop(withSettings);
    await using view = await bench.open(desktop, {
      ...options,
      context: { ...options.context, ...context },
    });
    await openAll(view.page);
    expect(await faultsOf(view.page)).toEqual([]);
  });

  it.each(["light", "dark"] as const)(
    "finds nothing in what the page says of troubles, %s",
    async colorScheme => {
      await using desktop = await bench.desktop(client => {
        ordinary(client);
        for (const severity of Object.values(SEVERITY)) {
          client.send({
            kind: "notice",
            severity,
            id: `trouble-${severity}`,
            text: "The disk is full. Delete something.",
          });
        }
      });
      await using view = await bench.open(desktop, { ...WIDE, context: { colorScheme } });
      const client = await clientAt(desktop, 0);
      await view.page.locator('[data-id="trouble-2"]').waitFor();
      expect(await faultsOf(view.page)).toEqual([]);
      client.send({ kind: "welcome", version: 999, server: "", session: 1, title: "" });
      client.close(CLOSE.version);
      await view.page.getByRole("button", { name: "Reload" }).waitFor();
      expect(await faultsOf(view.page)).toEqual([]);
    },
  );
});

describe("the panel", () => {
  it("is walked through by keyboard alone, in the order in which it is seen, and gives the keyboard back", async () => {
    await using desktop = await bench.desktop(withSettings);
    await using view = await bench.open(desktop, WIDE);
    const { page } = view;
    await openAll(page);
    await page.locator("#close-panel").focus();
    await page.keyboard.press("Escape");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("show-panel");
    await page.keyboard.press("Enter");
    await waitFor("the panel", () => page.evaluate(() => document.activeElement?.tagName === "SUMMARY"));
    const wanted = await page.evaluate(() =>
      [...document.querySelectorAll("#panel :is(summary, input, select, button):enabled, #panel summary")]
        .filter(element => element.checkVisibility())
        .map(element => element.getAttribute("name") ?? element.textContent),
    );
    const seen: (string | null)[] = [];
    while (seen.length < wanted.length - 1) {
      const name = await nameOfActive(page);
      // A field for a date has several stops.
      if (name !== seen.at(-1)) {
        seen.push(name);
      }
      const box = await page.evaluate(() => document.activeElement?.getBoundingClientRect().toJSON());
      expect(box.top, seen.at(-1) ?? "").toBeGreaterThanOrEqual(0);
      expect(box.bottom, seen.at(-1) ?? "").toBeLessThanOrEqual(720);
      expect(wanted, "the keyboard is still in the panel").toContain(name);
      await page.keyboard.press("Tab");
    }
    expect(seen).toEqual(wanted.slice(1));
    expect(seen.length).toBeGreaterThan(15);
    const client = await clientAt(desktop, 0);
    expect(of(client, "key").filter(({ keysym }) => keysym === 0xff09)).toEqual([]);
    await page.locator("#close-panel").press("Escape");
    await page.keyboard.press("Escape");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("keys");
  });

  it("asks for what is chosen, remembers it, and cannot change what the server keeps", async () => {
    await using desktop = await bench.desktop(withSettings);
    await using view = await bench.open(desktop, WIDE);
    const { page } = view;
    await openSection(page, "stream");
    const rate = page.locator('[name="framerate"]');
    await rate.focus();
    await page.keyboard.press("ArrowLeft");
    const first = await clientAt(desktop, 0);
    const wish = { setting: STREAM_SETTINGS.framerate.id, value: STREAM_SETTINGS.framerate.initial - 1 };
    await waitFor("the wish", () =>
      of(first, "setting").some(({ setting, value }) => setting === wish.setting && value === wish.value),
    );
    expect(await page.locator('[name="bitrate"]').isDisabled()).toBe(true);
    expect(await page.locator(".field", { has: page.locator('[name="bitrate"]') }).textContent()).toContain(
      "runs the server",
    );
    await page.reload();
    const second = await clientAt(desktop, 1);
    await waitFor("the wish again", () => of(second, "setting").length === 1);
    expect(of(second, "setting")).toMatchObject([wish]);
  });

  it("keeps to a size and a scale that were chosen, whatever the window's, also when it is loaded again", async () => {
    await using desktop = await bench.desktop(withSettings);
    await using view = await bench.open(desktop, WIDE);
    const { page } = view;
    await openSection(page, "display");
    await page.selectOption('[name="size"]', "1920x1080");
    await page.selectOption('[name="scale"]', "150");
    const first = await clientAt(desktop, 0);
    const wanted = { width: 1920, height: 1080, scale: 150 };
    await waitFor("the size", () =>
      of(first, "resize").some(({ kind: _, ...size }) => JSON.stringify(size) === JSON.stringify(wanted)),
    );
    await page.reload();
    expect((await clientAt(desktop, 1)).hello).toMatchObject(wanted);
    await openSection(page, "display");
    await page.selectOption('[name="size"]', "own");
    await page.fill('[name="width"]', "99999");
    await page.locator('[name="width"]').press("Enter");
    expect(await page.locator('[name="width"]').getAttribute("aria-invalid")).toBe("true");
    await page.fill('[name="width"]', "1000");
    await page.locator('[name="width"]').press("Enter");
    await waitFor("the own size", async () =>
      of(await clientAt(desktop, 1), "resize").some(({ width, height }) => width === 1000 && height === 1080),
    );
    await page.selectOption('[name="size"]', "window");
    await waitFor("the window's size", async () =>
      of(await clientAt(desktop, 1), "resize").some(({ width, height }) => width === 1280 && height === 720),
    );
  });

  it("lets less through the clipboard than the server does, never more", async () => {
    await using desktop = await bench.desktop(withSettings);
    await using view = await bench.open(desktop, WIDE);
    const { page } = view;
    await openSection(page, "clipboard");
    expect(await page.locator('[name="clipboard-images"]').isDisabled()).toBe(true);
    await page.locator('[name="clipboard-in"]').uncheck();
    const client = await clientAt(desktop, 0);
    const paste = () =>
      page.locator("#keys").evaluate(keys => {
        const clipboardData = new DataTransfer();
        clipboardData.setData("text/plain", "not for the desktop");
        keys.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
      });
    await paste();
    await page.locator('[name="clipboard-in"]').check();
    await page.locator('[name="clipboard-out"]').uncheck();
    await paste();
    await waitFor("what was pasted while it was allowed", () => of(client, "clip").length > 0);
    expect(of(client, "clip")).toHaveLength(1);
    await page.reload();
    await openSection(page, "clipboard");
    expect(await page.locator('[name="clipboard-out"]').isChecked()).toBe(false);
  });

  it("is a sheet on a phone that leaves a part of the desktop in sight, with targets that a finger hits", async () => {
    await using desktop = await bench.desktop(client => {
      withSettings(client);
      for (const id of ["one", "two", "three", "four"]) {
        client.send({ kind: "notice", severity: SEVERITY.error, id, text: "The disk is full. ".repeat(9) });
      }
    });
    await using view = await bench.open(desktop, PHONE);
    const { page } = view;
    await page.locator('[data-id="four"]').waitFor();
    await page.tap("#handle");
    const small = await page.evaluate(() =>
      [...document.querySelectorAll("#tools button")]
        .map(button => button.getBoundingClientRect())
        .filter(
          ({ width, height, left, right }) => width < 44 || height < 44 || left < 0 || right > innerWidth,
        ),
    );
    expect(small).toEqual([]);
    await page.locator("#show-keyboard").waitFor();
    await page.tap("#show-panel");
    await page.locator("#section-page summary").tap();
    await page.locator('[name="theme"]').waitFor();
    const sheet = await page.locator("#panel").boundingBox();
    expect(sheet?.y).toBeGreaterThan(200);
    expect(sheet?.width).toBe(360);
    expect(await page.evaluate(() => document.querySelector("#sections")?.scrollWidth)).toBeLessThanOrEqual(
      360,
    );
    await page.selectOption('[name="theme"]', "dark");
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe("dark");
    expect(await faultsOf(page)).toEqual([]);
    // Whatever there is to tell, the tool bar and the sheet stay within reach.
    await page.tap("#show-panel");
    await page.locator("#panel").waitFor({ state: "hidden" });
  });

  it("shows nothing that the server wants out of sight, and brings nothing back", async () => {
    await using desktop = await bench.desktop(client => {
      withSettings(client);
      const hidden = (["stream", "statistics", "fullScreen"] as const).map(part => PAGE_PARTS.indexOf(part));
      client.send({ kind: "parts", hidden: [...hidden, 200] });
    });
    await using view = await bench.open(desktop, WIDE);
    const { page } = view;
    await openSection(page, "display");
    const sections = await page.locator("#sections > details").evaluateAll(all => all.map(({ id }) => id));
    expect(sections).toContain("section-clipboard");
    expect(sections).not.toContain("section-stream");
    expect(sections).not.toContain("section-statistics");
    expect(await page.locator("#full-screen").isHidden()).toBe(true);
  });

  it("moves nothing by itself where less motion is wanted", async () => {
    await using desktop = await bench.desktop(withSettings);
    for (const [reducedMotion, wanted] of [
      ["reduce", false],
      ["no-preference", true],
    ] as const) {
      await using view = await bench.open(desktop, { ...WIDE, context: { reducedMotion } });
      const { page } = view;
      await openAll(page);
      const moves = await page.evaluate(() =>
        [...document.querySelectorAll("#bar *, #panel *")].some(element =>
          ["", "::before"].some(
            part => Number.parseFloat(getComputedStyle(element, part).transitionDuration) > 0,
          ),
        ),
      );
      expect(moves).toBe(wanted);
    }
  });

  it("says so where a part of it cannot be loaded", async () => {
    await using desktop = await bench.desktop(withSettings);
    await using view = await bench.open(desktop, WIDE);
    const { page } = view;
    await page.route(/view-/, route => route.fulfill({ contentType: "text/javascript", body: "" }));
    await page.locator("#handle[aria-label]").click();
    await page.locator("#show-panel").click();
    await page.locator('[data-id="page-part-missing"]').waitFor();
    expect(await page.locator("#panel").isHidden()).toBe(true);
  });
});

function nameOfActive(page: Page): Promise<string | null> {
  return page.evaluate(() => {
    const active = document.activeElement;
    return active?.getAttribute("name") ?? active?.textContent ?? null;
  });
}
