import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Chromium, launchChromium } from "../../../tests/support/chromium.ts";
import { launchFirefox } from "../../../tests/support/firefox.ts";
import { distance, shoot } from "../../../tests/support/pixels.ts";
import { waitFor } from "../../../tests/support/wait.ts";
import { type RunningDesktop, startDesktop } from "./running-desktop.ts";

let desktop: RunningDesktop;
let chromium: Chromium;
let owner: Page;

beforeAll(async () => {
  [desktop, chromium] = await Promise.all([startDesktop({ PASSWORD: "sesame" }), launchChromium()]);
  owner = await chromium.open(desktop.url, { viewport: { width: 1000, height: 700 } });
  await owner.getByLabel("Password").fill("sesame");
  await owner.getByRole("button", { name: "Sign in" }).click();
  await waitFor("the desktop", async () => (await size()) === "1000x700");
  await openSection(owner);
});
afterAll(async () => {
  for (const started of [chromium, desktop] as (AsyncDisposable | undefined)[]) {
    await started?.[Symbol.asyncDispose]();
  }
});

const size = async () => /dimensions: +([0-9x]+)/.exec(await desktop.observer.run("xdpyinfo"))?.[1];
const pointer = async () => (await desktop.observer.run("xdotool getmouselocation")).split(" screen")[0];

async function openSection(page: Page): Promise<void> {
  await page.click("#handle");
  await page.click("#show-panel");
  await page.locator("#section-sharing > summary").click();
  await page.locator("#section-sharing [data-list=people] li").first().waitFor();
}

/** Makes a link in the owner's panel and gives its address. */
async function invite(role: string, name: string): Promise<string> {
  const address = owner.getByLabel("Link", { exact: true });
  const before = (await address.isVisible()) ? await address.inputValue() : "";
  await owner.locator("[name=link-role]").selectOption(role);
  await owner.locator("[name=link-name]").fill(name);
  await owner.locator("[name=link-name]").blur();
  await owner.locator("[name=make-link]").click();
  return waitFor("a link", async () => {
    const link = (await address.isVisible()) ? await address.inputValue() : "";
    return link !== before ? link : undefined;
  });
}

const person = (page: Page, name: string) =>
  page.locator("#section-sharing [data-list=people] li").filter({ hasText: name });

it("a link brings a viewer in, who sees what it may, changes nothing, and is shown with its pointer; revoked, it is told so", async () => {
  const link = await invite("viewer", "Anna");
  expect(link).toMatch(/^http:\/\/localhost:\d+\/s\/[\w-]{12}\/#code=[\w-]{43}$/);
  const asked: string[] = [];
  const guest = await chromium.open(link, {
    viewport: { width: 700, height: 500 },
    before: async page => {
      page.on("request", request => asked.push(request.url()));
    },
  });
  await guest.getByText("You are here as: Viewer.").first().waitFor();
  const code = link.split("#code=")[1] ?? "";
  expect(asked.filter(url => url.split("#")[0]?.includes(code))).toEqual([]);
  expect(guest.url()).not.toContain(code);
  await person(owner, "Anna").waitFor();

  const before = await pointer();
  await guest.mouse.move(350, 250);
  await guest.mouse.down();
  await guest.mouse.up();
  await guest.keyboard.type("nothing of this arrives");
  await guest.setViewportSize({ width: 640, height: 480 });
  const drawn = owner.locator(".person", { hasText: "Anna" });
  await drawn.waitFor();
  // The middle of the guest's window is the middle of the desktop, whatever the sizes.
  const box = await drawn.boundingBox();
  expect(Math.abs((box?.x ?? 0) - 500)).toBeLessThan(60);
  expect(Math.abs((box?.y ?? 0) - 350)).toBeLessThan(60);
  await owner.mouse.move(300, 600);
  await guest.locator(".person", { hasText: "abc" }).waitFor();
  expect(await pointer()).not.toBe(before);
  expect(await size()).toBe("1000x700");

  await openSection(guest);
  expect(await guest.locator("[name=make-link]").isVisible()).toBe(false);
  expect(await guest.locator("[data-action=put-out]").count()).toBe(0);
  expect(await person(guest, "Anna (you)").count()).toBe(1);
  await guest.reload();
  await guest.getByText("You are here as: Viewer.").first().waitFor();

  await owner.locator("[data-list=links] [data-action=revoke]").click();
  await guest.getByText("You were put out of this desktop").waitFor();
  await person(owner, "Anna").waitFor({ state: "detached" });
  await drawn.waitFor({ state: "detached" });
  await guest.reload();
  await guest.getByText("Open the whole link that you were given").waitFor();
  await guest.context().close();
});

it("control is handed over and taken back in the panel", async () => {
  const guest = await chromium.open(await invite("viewer", "Ben"), {
    viewport: { width: 800, height: 608 },
  });
  await guest.getByText("You are here as: Viewer.").first().waitFor();
  await person(owner, "Ben").getByRole("button", { name: "Hand over control" }).click();
  await guest.getByText("You are here as: Controller.").first().waitFor();
  await waitFor("the guest's size", async () => (await size()) === "800x608");
  await guest.mouse.move(123, 321);
  await waitFor("its pointer", async () => (await pointer()) === "x:123 y:321");
  await person(owner, "Ben").getByRole("button", { name: "Take back control" }).click();
  await guest.getByText("You are here as: Viewer.").first().waitFor();
  await person(owner, "Ben").getByRole("button", { name: "Put out" }).click();
  await guest.getByText("You were put out of this desktop").waitFor();
  await guest.context().close();
});

it("a name that a person gives itself is seen by the others, and kept", async () => {
  const guest = await chromium.open(await invite("collaborator", ""));
  await guest.getByText("You are here as: Collaborator.").first().waitFor();
  await openSection(guest);
  await guest.getByLabel("Your name").fill("Cleo");
  await guest.getByLabel("Your name").blur();
  await person(owner, "Cleo").waitFor();
  await guest.reload();
  await person(owner, "Cleo").waitFor();
  await guest.context().close();
  await person(owner, "Cleo").waitFor({ state: "detached" });
});

it("in Firefox a viewer sees the desktop and moves nothing in it; with control in hand, it does", async () => {
  await using firefox = await launchFirefox();
  const guest = await firefox.open(await invite("viewer", "Dora"));
  const told = (role: string) =>
    guest.waitForFunction(`document.body.textContent.includes("You are here as: ${role}.")`);
  await told("Viewer");
  await desktop.observer.run(
    "xdotool search --onlyvisible --class xterm windowkill %@ || true; convert -size 1000x700 xc:'rgb(32,192,96)' /tmp/green.png; display -window root /tmp/green.png || true",
  );
  await waitFor(
    "the picture",
    async () => distance((await shoot(guest)).at(640, 400), [32, 192, 96]) <= 3,
    20_000,
  );
  const before = await pointer();
  await guest.mouse.move(600, 300);
  await guest.mouse.down();
  await guest.mouse.up();
  // Others see where it points once the server has had all of it.
  await owner.locator(".person", { hasText: "Dora" }).waitFor();
  expect(await pointer()).toBe(before);
  await person(owner, "Dora").getByRole("button", { name: "Hand over control" }).click();
  await told("Controller");
  await waitFor("the guest's size", async () => (await size()) === "1280x720");
  await guest.mouse.move(123, 321);
  await waitFor("its pointer", async () => (await pointer()) === "x:123 y:321");
  await person(owner, "Dora").getByRole("button", { name: "Put out" }).click();
});

it("whoever signs out is asked for the password again", async () => {
  await owner.locator("[name=sign-out]").click();
  await owner.getByLabel("Password").waitFor();
  await owner.reload();
  await owner.getByLabel("Password").waitFor();
});
