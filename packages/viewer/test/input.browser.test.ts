import { PNG } from "pngjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { waitFor } from "../../../tests/support/wait.ts";
import { type Bench, clientAt, figure, of, openBench, waitForScene } from "./bench.ts";
import { ordinary } from "./desktop.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(async () => {
  await bench[Symbol.asyncDispose]();
});

describe("input", () => {
  it("sends what is typed as keysyms, pressed and released", async () => {
    await using desktop = await bench.desktop(ordinary);
    await using view = await bench.open(desktop);
    await waitForScene(view.page);
    const client = await clientAt(desktop, 0);
    await view.page.keyboard.type("aB1");
    await view.page.keyboard.press("Enter");
    await view.page.keyboard.press("Control+ArrowLeft");
    const wanted = [
      [0x61, true, "KeyA"],
      [0x61, false, "KeyA"],
      [0x42, true, "KeyB"],
      [0x42, false, "KeyB"],
      [0x31, true, "Digit1"],
      [0x31, false, "Digit1"],
      [0xff0d, true, "Enter"],
      [0xff0d, false, "Enter"],
      [0xffe3, true, "ControlLeft"],
      [0xff51, true, "ArrowLeft"],
      [0xff51, false, "ArrowLeft"],
      [0xffe3, false, "ControlLeft"],
    ];
    await waitFor("the keys", () => of(client, "key").length >= wanted.length);
    expect(of(client, "key").map(({ keysym, down, code }) => [keysym, down, code])).toEqual(wanted);
  });

  it("sends text that comes without keys, and composed text, once", async () => {
    await using desktop = await bench.desktop(ordinary);
    await using view = await bench.open(desktop);
    await waitForScene(view.page);
    const client = await clientAt(desktop, 0);
    await view.page.keyboard.insertText("é");
    const devtools = await view.page.context().newCDPSession(view.page);
    await devtools.send("Input.imeSetComposition", { text: "に", selectionStart: 1, selectionEnd: 1 });
    await devtools.send("Input.insertText", { text: "日本" });
    await waitFor("the text", () => of(client, "key").length >= 6);
    expect(of(client, "key").map(({ keysym, down }) => [keysym, down])).toEqual([
      [0xe9, true],
      [0xe9, false],
      [0x010065e5, true],
      [0x010065e5, false],
      [0x0100672c, true],
      [0x0100672c, false],
    ]);
    expect(await view.page.locator("#keys").inputValue()).toBe("");
  });

  it("says what is held once a second, and nothing is once the page loses the keyboard", async () => {
    await using desktop = await bench.desktop(ordinary);
    await using view = await bench.open(desktop);
    await waitForScene(view.page);
    const client = await clientAt(desktop, 0);
    await view.page.keyboard.down("Shift");
    await waitFor(
      "two heartbeats",
      () => of(client, "held").filter(({ keysyms }) => keysyms[0] === 0xffe1).length >= 2,
    );
    await view.page.locator("#handle").focus();
    await waitFor("the release", () => of(client, "held").at(-1)?.keysyms.length === 0);
    await view.page.keyboard.up("Shift");
    expect(of(client, "key")).toHaveLength(1);
  });

  it("sends moves, buttons and drags beyond the window in order", async () => {
    await using desktop = await bench.desktop(ordinary);
    await using view = await bench.open(desktop);
    await waitForScene(view.page);
    const client = await clientAt(desktop, 0);
    const { mouse } = view.page;
    await mouse.move(100, 50);
    await mouse.down();
    await mouse.move(700, 400, { steps: 5 });
    await mouse.up();
    await mouse.move(200, 100);
    await mouse.click(200, 100, { button: "right" });
    await mouse.click(200, 100, { button: "middle" });
    await waitFor("the buttons", () => of(client, "button").length >= 6);
    expect(of(client, "button").map(({ x, y, button, down }) => [x, y, button, down])).toEqual([
      [100, 50, 1, true],
      [639, 359, 1, false],
      [200, 100, 3, true],
      [200, 100, 3, false],
      [200, 100, 2, true],
      [200, 100, 2, false],
    ]);
    const kinds = client.received.map(({ kind }) => kind);
    expect(kinds.indexOf("move")).toBeLessThan(kinds.indexOf("button"));
  });

  it("sends several buttons held at once, and back and forward, and stays on the page", async () => {
    await using desktop = await bench.desktop(ordinary);
    await using view = await bench.open(desktop);
    await waitForScene(view.page);
    const client = await clientAt(desktop, 0);
    const devtools = await view.page.context().newCDPSession(view.page);
    const event = { x: 30, y: 40, clickCount: 1 } as const;
    await devtools.send("Input.dispatchMouseEvent", {
      ...event,
      type: "mousePressed",
      button: "left",
      buttons: 1,
    });
    await devtools.send("Input.dispatchMouseEvent", {
      ...event,
      type: "mousePressed",
      button: "right",
      buttons: 3,
    });
    await devtools.send("Input.dispatchMouseEvent", {
      ...event,
      type: "mouseReleased",
      button: "left",
      buttons: 2,
    });
    await devtools.send("Input.dispatchMouseEvent", {
      ...event,
      type: "mouseReleased",
      button: "right",
      buttons: 0,
    });
    await devtools.send("Input.dispatchMouseEvent", {
      ...event,
      type: "mousePressed",
      button: "back",
      buttons: 8,
    });
    await devtools.send("Input.dispatchMouseEvent", {
      ...event,
      type: "mouseReleased",
      button: "back",
      buttons: 0,
    });
    await waitFor("the buttons", () => of(client, "button").length >= 6);
    expect(of(client, "button").map(({ button, down }) => [button, down])).toEqual([
      [1, true],
      [3, true],
      [1, false],
      [3, false],
      [8, true],
      [8, false],
    ]);
    expect(view.page.url()).toBe(desktop.url());
  });

  it("sends the wheel in 120ths", async () => {
    await using desktop = await bench.desktop(ordinary);
    await using view = await bench.open(desktop);
    await waitForScene(view.page);
    const client = await clientAt(desktop, 0);
    await view.page.mouse.move(100, 50);
    await view.page.mouse.wheel(0, 100);
    await view.page.mouse.wheel(-100, 0);
    const sum = () =>
      of(client, "wheel").reduce((all, { dx, dy }) => ({ dx: all.dx + dx, dy: all.dy + dy }), {
        dx: 0,
        dy: 0,
      });
    await waitFor("the wheel", () => sum().dy !== 0 && sum().dx !== 0);
    expect(sum()).toEqual({ dx: -120, dy: 120 });
    expect(of(client, "wheel")[0]).toMatchObject({ x: 100, y: 50 });
  });

  it("shows the server's pointer, and none where it is hidden", async () => {
    const png = PNG.sync.write(new PNG({ width: 16, height: 16 }));
    await using desktop = await bench.desktop(client => {
      ordinary(client);
      client.send({ kind: "cursor", slot: 1, hotX: 3, hotY: 5, width: 16, height: 16, png });
    });
    await using view = await bench.open(desktop);
    const cursor = () => view.page.locator("#stage").evaluate(stage => getComputedStyle(stage).cursor);
    await waitFor("the pointer", async () => /image\/png.* 3 5, default/.test(await cursor()));
    const client = await clientAt(desktop, 0);
    client.send({ kind: "cursor", slot: 0, hotX: 0, hotY: 0, width: 0, height: 0, png: new Uint8Array() });
    await waitFor("no pointer", async () => (await cursor()) === "none");
  });
});

describe("the tool bar", () => {
  it("works by keyboard alone and gives the keyboard back", async () => {
    await using desktop = await bench.desktop(ordinary);
    await using view = await bench.open(desktop);
    await waitForScene(view.page);
    const { page } = view;
    await page.keyboard.press("Control+Alt+Shift+KeyM");
    expect(await page.locator("#handle").getAttribute("aria-expanded")).toBe("true");
    expect(await page.locator("#link").textContent()).toBe("Connected");
    await page.getByRole("button", { name: "Settings" }).focus();
    await page.keyboard.press("Enter");
    await waitFor("the panel", () => page.evaluate(() => document.activeElement?.tagName === "SUMMARY"));
    await page.locator("#section-statistics summary").focus();
    await page.keyboard.press("Enter");
    await waitFor("a round trip", async () => Number((await figure(page, "roundTrip")) ?? Number.NaN) > 0);
    await page.keyboard.press("Escape");
    expect(await page.locator("#panel").isHidden()).toBe(true);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("show-panel");
    await page.keyboard.press("Escape");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("keys");
    const client = await clientAt(desktop, 0);
    const before = of(client, "key").length;
    await page.keyboard.press("x");
    await waitFor("the key", () => of(client, "key").length === before + 2);
  });
});
